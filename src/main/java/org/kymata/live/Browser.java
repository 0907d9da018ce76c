package org.kymata.live;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kymata.access.Caller;
import org.kymata.platform.Ticks;
import org.kymata.readings.Reading;
import org.kymata.readings.Series;

/**
 * One open page, or a program that reads as one, and what it is still to get. One frame is on the
 * wire at a time; what comes meanwhile gathers here, in full for a while, then the newest of each
 * series only. Thread-safe.
 */
final class Browser {

  private static final int MAX_NOTES = 256;
  private static final int MAX_GATHERED = 5_000;
  private static final long PATIENCE_MILLIS = 60_000;
  private static final int POLICY = 1008;
  private static final int TRY_AGAIN = 1013;

  private final Caller.Watcher user;
  private final Link link;
  private final Outflow outflow;
  private final Deque<String> notes = new ArrayDeque<>();
  private List<Reading> gathered = new ArrayList<>();
  private long gatheredCursor;
  private int dropped;
  private int joining;
  private boolean sending;
  private boolean closed;
  private long sendingSince;
  private volatile Topics topics = Topics.NONE;
  private volatile long lastHeardMillis = Ticks.millis();
  private volatile boolean mustSpeak;

  Browser(Caller.Watcher user, Link link, Outflow outflow) {
    this.user = user;
    this.link = outflow.counting(link);
    this.outflow = outflow;
  }

  Caller.Watcher user() {
    return user;
  }

  Topics topics() {
    return topics;
  }

  void topics(Topics topics) {
    this.topics = topics;
  }

  void heard() {
    lastHeardMillis = Ticks.millis();
  }

  /** Says that this page can speak and sends pings; one by SSE cannot. */
  void mustSpeak() {
    mustSpeak = true;
  }

  boolean isUnheard(long nowMillis) {
    return mustSpeak && nowMillis - lastHeardMillis > PATIENCE_MILLIS;
  }

  /** Holds live readings back until {@link #joined} brings what came before them. */
  synchronized void join() {
    // What gathered so far goes before the backlog, whose cursor is newer.
    String before = gatheredFrame();
    if (before != null) {
      notes.add(before);
    }
    joining++;
  }

  /** Brings what was missed; live readings follow it. */
  void joined(String backlog) {
    synchronized (this) {
      joining--;
    }
    note(backlog);
  }

  /** A frame that must not be left out. */
  void note(String frame) {
    boolean full;
    synchronized (this) {
      full = notes.size() >= MAX_NOTES;
      if (!full && !closed) {
        notes.add(frame);
      }
    }
    if (full) {
      close(TRY_AGAIN, "this page takes nothing");
    } else {
      sendNext();
    }
  }

  /** Readings, and the frame that holds them. */
  void readings(List<Reading> readings, String frame, long cursor) {
    boolean free;
    synchronized (this) {
      if (closed) {
        return;
      }
      free = !sending && joining == 0 && notes.isEmpty() && gathered.isEmpty() && dropped == 0;
      if (free) {
        startSending();
      } else {
        gather(readings, cursor);
      }
    }
    if (free) {
      link.send(frame, this::sent);
    } else {
      sendNext();
    }
  }

  private void gather(List<Reading> readings, long cursor) {
    gathered.addAll(readings);
    gatheredCursor = cursor;
    if (gathered.size() > MAX_GATHERED) {
      Map<Series, Reading> newest = new LinkedHashMap<>();
      gathered.forEach(reading -> newest.put(reading.series(), reading));
      missed(gathered.size() - newest.size());
      gathered = new ArrayList<>(newest.values());
    }
  }

  /** Counts readings that were left out. */
  synchronized void missed(int count) {
    dropped += count;
    outflow.dropped(count);
  }

  /**
   * Sends what comes next, if the wire is free. The wire is used outside the lock: it may call back
   * from a thread that holds locks of its own.
   */
  private void sendNext() {
    String frame;
    synchronized (this) {
      if (sending || closed) {
        return;
      }
      frame = notes.isEmpty() ? gatheredFrame() : notes.poll();
      if (frame == null) {
        return;
      }
      startSending();
    }
    link.send(frame, this::sent);
  }

  private String gatheredFrame() {
    if (joining > 0 || gathered.isEmpty()) {
      return null;
    }
    String frame = Frames.readings(gathered, gatheredCursor, dropped);
    gathered = new ArrayList<>();
    dropped = 0;
    return frame;
  }

  private void startSending() {
    sending = true;
    sendingSince = Ticks.millis();
  }

  private void sent(boolean worked) {
    synchronized (this) {
      sending = false;
      closed |= !worked;
    }
    sendNext();
  }

  /** For how long a frame has been on the wire; 0 when none is. */
  synchronized long stalledMillis(long nowMillis) {
    return sending ? nowMillis - sendingSince : 0;
  }

  synchronized boolean isClosed() {
    return closed;
  }

  void close(int code, String reason) {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      notes.clear();
      gathered.clear();
    }
    link.close(code, reason);
  }

  void signedOut() {
    if (user instanceof Caller.Key key) {
      boolean over = key.scope().isOver(System.currentTimeMillis());
      close(POLICY, over ? "the API key has expired" : "the API key was removed");
    } else {
      close(POLICY, "signed out");
    }
  }

  void stalled() {
    outflow.stalled();
    close(TRY_AGAIN, "this page took nothing for 30 s");
  }
}
