package org.kymata.xray;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The newest frames of one node, and how fast they come. Thread-safe. */
final class Trace {

  static final int MAX_FRAMES = 50;
  static final int MAX_PER_SECOND = 20;
  static final long WATCHED_MILLIS = 15_000;

  private final Deque<Frame> frames = new ArrayDeque<>();
  private long secondStart;
  private int inThisSecond;
  private int inLastSecond;
  private long lookedMillis = -WATCHED_MILLIS;
  private long usedMillis;
  private int bytes;

  /** Counts a frame; tells whether it should be kept. */
  synchronized boolean count(long nowMillis) {
    advance(nowMillis);
    inThisSecond++;
    usedMillis = nowMillis;
    return !isPaused(nowMillis);
  }

  private void advance(long nowMillis) {
    long passed = nowMillis - secondStart;
    if (passed >= 1000 || passed < 0) {
      inLastSecond = passed >= 0 && passed < 2000 ? inThisSecond : 0;
      inThisSecond = 0;
      secondStart = nowMillis;
    }
  }

  private boolean isPaused(long nowMillis) {
    boolean fast = inThisSecond > MAX_PER_SECOND || inLastSecond > MAX_PER_SECOND;
    return fast && nowMillis - lookedMillis >= WATCHED_MILLIS;
  }

  /** Keeps a frame; returns by how many bytes the memory grew. */
  synchronized int keep(Frame frame) {
    int before = bytes;
    frames.add(frame);
    bytes += frame.bytes();
    if (frames.size() > MAX_FRAMES) {
      bytes -= frames.remove().bytes();
    }
    return bytes - before;
  }

  /** Forgets all frames; returns how many bytes that frees. */
  synchronized int clear() {
    int freed = bytes;
    frames.clear();
    bytes = 0;
    return freed;
  }

  /** What is kept, as somebody sees it who looks from now on. */
  synchronized Xray.View look(long nowMillis) {
    advance(nowMillis);
    boolean paused = isPaused(nowMillis);
    lookedMillis = nowMillis;
    usedMillis = nowMillis;
    return new Xray.View(List.copyOf(frames), paused);
  }

  synchronized long usedMillis() {
    return usedMillis;
  }

  synchronized boolean isEmpty() {
    return frames.isEmpty();
  }
}
