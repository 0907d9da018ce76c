package org.kymata.live.sse;

import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.kymata.nodes.NodeId;
import org.kymata.readings.Reading;
import org.kymata.readings.history.LatestReadings;
import org.kymata.security.Caller;
import org.kymata.time.MonotonicClock;

/**
 * One open {@code /connexion}. Each event holds the ten newest readings, so a slow client only
 * loses older events.
 */
final class LuminosityStream {

  private static final String HEARTBEAT = ":\n\n";

  private final Caller.User user;
  private final NodeId node;
  private final SseLiveChannel channel;
  private final LastTenReadings lastReadings = new LastTenReadings(ZoneId.systemDefault());
  private final Deque<String> unsent = new ArrayDeque<>();
  private boolean sending;
  private long sendingSince;
  // Used by the feeder's thread only.
  private long cursor;

  /** Creates a stream of the luminosity of one node, or of all when {@code node} is null. */
  LuminosityStream(Caller.User user, NodeId node, SseLiveChannel link) {
    this.user = user;
    this.node = node;
    this.channel = link;
  }

  Caller.User user() {
    return user;
  }

  boolean includes(NodeId any) {
    return node == null || node.equals(any);
  }

  /** Sends the stored readings. */
  void start(List<LatestReadings.Result> stored) {
    stored.forEach(
        found -> {
          lastReadings.addAll(found.readings());
          cursor = Math.max(cursor, found.cursor());
        });
    enqueue(event());
  }

  /** Adds committed readings and sends them. */
  void append(List<Reading> readings, long committedCursor) {
    if (committedCursor <= cursor) {
      // The stored readings already include it.
      return;
    }
    cursor = committedCursor;
    for (int i = 0; i < readings.size(); i++) {
      lastReadings.add(readings.get(i));
      if (readings.size() - i <= LastTenReadings.COUNT) {
        enqueue(event());
      }
    }
  }

  private String event() {
    return "id: " + cursor + "\ndata: " + lastReadings.json() + "\n\n";
  }

  /** Sends a heartbeat, which keeps the connection and proxies open. */
  void sendHeartbeat() {
    synchronized (this) {
      if (sending || !unsent.isEmpty()) {
        return;
      }
    }
    enqueue(HEARTBEAT);
  }

  private void enqueue(String event) {
    synchronized (this) {
      if (unsent.size() == LastTenReadings.COUNT) {
        unsent.poll();
      }
      unsent.add(event);
    }
    sendNext();
  }

  private void sendNext() {
    String event;
    synchronized (this) {
      if (sending || unsent.isEmpty()) {
        return;
      }
      sending = true;
      sendingSince = MonotonicClock.millis();
      event = unsent.poll();
    }
    channel.sendRaw(event, this::sent);
  }

  private void sent(boolean worked) {
    synchronized (this) {
      sending = false;
      if (!worked) {
        unsent.clear();
      }
    }
    sendNext();
  }

  /** For how long an event has been being sent, in milliseconds; 0 when none is. */
  synchronized long stalledMillis(long nowMillis) {
    return sending ? nowMillis - sendingSince : 0;
  }

  void close() {
    channel.close(0, "");
  }
}
