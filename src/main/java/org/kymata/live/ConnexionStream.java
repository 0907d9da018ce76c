package org.kymata.live;

import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.kymata.access.Caller;
import org.kymata.nodes.NodeId;
import org.kymata.platform.Ticks;
import org.kymata.readings.Reading;
import org.kymata.readings.history.LatestReadings;

/**
 * One open {@code /connexion}. Each event holds the ten newest readings, so one that cannot keep up
 * loses the oldest of its events and nothing else.
 */
final class ConnexionStream {

  private static final String BEAT = ":\n\n";

  private final Caller.User user;
  private final NodeId node;
  private final EventLink link;
  private final LastTen lastTen = new LastTen(ZoneId.systemDefault());
  private final Deque<String> unsent = new ArrayDeque<>();
  private boolean sending;
  private long sendingSince;
  // The thread of Connexion alone.
  private long cursor;

  /** A stream of the luminosity of one node, or of all when {@code node} is null. */
  ConnexionStream(Caller.User user, NodeId node, EventLink link) {
    this.user = user;
    this.node = node;
    this.link = link;
  }

  Caller.User user() {
    return user;
  }

  boolean isOf(NodeId any) {
    return node == null || node.equals(any);
  }

  /** Begins with what is stored. */
  void begin(List<LatestReadings.Result> stored) {
    stored.forEach(
        found -> {
          lastTen.addAll(found.readings());
          cursor = Math.max(cursor, found.cursor());
        });
    offer(event());
  }

  /** Goes on with what was committed since. */
  void add(List<Reading> readings, long committedCursor) {
    if (committedCursor <= cursor) {
      // It was in what is stored already.
      return;
    }
    cursor = committedCursor;
    for (int i = 0; i < readings.size(); i++) {
      lastTen.add(readings.get(i));
      if (readings.size() - i <= LastTen.COUNT) {
        offer(event());
      }
    }
  }

  private String event() {
    return "id: " + cursor + "\ndata: " + lastTen.json() + "\n\n";
  }

  /** Lets the other end, and whatever is between, know that the hub is there. */
  void beat() {
    synchronized (this) {
      if (sending || !unsent.isEmpty()) {
        return;
      }
    }
    offer(BEAT);
  }

  private void offer(String event) {
    synchronized (this) {
      if (unsent.size() == LastTen.COUNT) {
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
      sendingSince = Ticks.millis();
      event = unsent.poll();
    }
    link.sendRaw(event, this::sent);
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

  /** For how long an event has been on the wire; 0 when none is. */
  synchronized long stalledMillis(long nowMillis) {
    return sending ? nowMillis - sendingSince : 0;
  }

  void close() {
    link.close(0, "");
  }
}
