package org.kymata.live;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kymata.readings.Reading;
import org.kymata.readings.Series;
import org.kymata.security.Caller;
import org.kymata.time.MonotonicClock;

/**
 * An open page, or an API key's program, and the frames that it is still to get. One frame is being
 * sent at a time; meanwhile readings are buffered, all of them for a while, then only the latest of
 * each series. Thread-safe.
 */
public final class LiveClient {

  private static final int MAX_QUEUED_FRAMES = 256;
  private static final int MAX_BUFFERED_READINGS = 5_000;
  private static final long PING_TIMEOUT_MILLIS = 60_000;
  private static final int POLICY_VIOLATION = 1008;
  private static final int TRY_AGAIN = 1013;

  private final Caller.Reader user;
  private final LiveChannel channel;
  private final OutboundMetrics outboundMetrics;
  private final Deque<String> queuedFrames = new ArrayDeque<>();
  private List<Reading> bufferedReadings = new ArrayList<>();
  private long bufferedCursor;
  private int dropped;
  private int pendingBacklogs;
  private boolean sending;
  private boolean closed;
  private long sendingSince;
  private volatile Topics topics = Topics.NONE;
  private volatile long lastActivityMillis = MonotonicClock.millis();
  private volatile boolean pingsRequired;

  public LiveClient(Caller.Reader user, LiveChannel channel, OutboundMetrics outboundMetrics) {
    this.user = user;
    this.channel = outboundMetrics.counted(channel);
    this.outboundMetrics = outboundMetrics;
  }

  public Caller.Reader user() {
    return user;
  }

  public Topics topics() {
    return topics;
  }

  void topics(Topics topics) {
    this.topics = topics;
  }

  public void recordActivity() {
    lastActivityMillis = MonotonicClock.millis();
  }

  /** Requires pings of this client from now on; a client by SSE cannot send them. */
  public void pingsRequired() {
    pingsRequired = true;
  }

  boolean isPingOverdue(long nowMillis) {
    return pingsRequired && nowMillis - lastActivityMillis > PING_TIMEOUT_MILLIS;
  }

  /** Holds live readings back until {@link #endBacklog} sends the stored ones before them. */
  synchronized void beginBacklog() {
    // Readings buffered so far go before the backlog, whose cursor is newer.
    String buffered = bufferedFrame();
    if (buffered != null) {
      queuedFrames.add(buffered);
    }
    pendingBacklogs++;
  }

  /** Sends the missed readings; live readings follow. */
  void endBacklog(String backlog) {
    synchronized (this) {
      pendingBacklogs--;
    }
    enqueue(backlog);
  }

  /** Queues a frame that must not be dropped; closes a client whose queue is full. */
  public void enqueue(String frame) {
    boolean full;
    synchronized (this) {
      full = queuedFrames.size() >= MAX_QUEUED_FRAMES;
      if (!full && !closed) {
        queuedFrames.add(frame);
      }
    }
    if (full) {
      close(TRY_AGAIN, "this page does not read");
    } else {
      sendNext();
    }
  }

  /** Offers readings, and the frame that holds them; they may be dropped. */
  void offerReadings(List<Reading> readings, String frame, long cursor) {
    boolean free;
    synchronized (this) {
      if (closed) {
        return;
      }
      free =
          !sending
              && pendingBacklogs == 0
              && queuedFrames.isEmpty()
              && bufferedReadings.isEmpty()
              && dropped == 0;
      if (free) {
        startSending();
      } else {
        buffer(readings, cursor);
      }
    }
    if (free) {
      channel.send(frame, this::sent);
    } else {
      sendNext();
    }
  }

  private void buffer(List<Reading> readings, long cursor) {
    bufferedReadings.addAll(readings);
    bufferedCursor = cursor;
    if (bufferedReadings.size() > MAX_BUFFERED_READINGS) {
      Map<Series, Reading> newest = new LinkedHashMap<>();
      bufferedReadings.forEach(reading -> newest.put(reading.series(), reading));
      countDropped(bufferedReadings.size() - newest.size());
      bufferedReadings = new ArrayList<>(newest.values());
    }
  }

  /** Counts dropped readings. */
  synchronized void countDropped(int count) {
    dropped += count;
    outboundMetrics.dropped(count);
  }

  /**
   * Sends the next frame, if none is being sent. Calls the channel outside the lock, because it may
   * call back from a thread that holds other locks.
   */
  private void sendNext() {
    String frame;
    synchronized (this) {
      if (sending || closed) {
        return;
      }
      frame = queuedFrames.isEmpty() ? bufferedFrame() : queuedFrames.poll();
      if (frame == null) {
        return;
      }
      startSending();
    }
    channel.send(frame, this::sent);
  }

  private String bufferedFrame() {
    if (pendingBacklogs > 0 || bufferedReadings.isEmpty()) {
      return null;
    }
    String frame = LiveFrameEncoder.readings(bufferedReadings, bufferedCursor, dropped);
    bufferedReadings = new ArrayList<>();
    dropped = 0;
    return frame;
  }

  private void startSending() {
    sending = true;
    sendingSince = MonotonicClock.millis();
  }

  private void sent(boolean worked) {
    synchronized (this) {
      sending = false;
      closed |= !worked;
    }
    sendNext();
  }

  /** For how long a frame has been being sent, in milliseconds; 0 when none is. */
  synchronized long stalledMillis(long nowMillis) {
    return sending ? nowMillis - sendingSince : 0;
  }

  public synchronized boolean isClosed() {
    return closed;
  }

  void close(int code, String reason) {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      queuedFrames.clear();
      bufferedReadings.clear();
    }
    channel.close(code, reason);
  }

  public void closeRevoked() {
    if (user instanceof Caller.Key key) {
      boolean over = key.scope().isExpired(System.currentTimeMillis());
      close(POLICY_VIOLATION, over ? "the API key has expired" : "the API key was removed");
    } else {
      close(POLICY_VIOLATION, "signed out");
    }
  }

  void closeStalled() {
    outboundMetrics.stalled();
    close(TRY_AGAIN, "this page read nothing for 30 s");
  }
}
