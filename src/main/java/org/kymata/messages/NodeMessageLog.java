package org.kymata.messages;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The newest messages of one node, and how many it sends a second. Thread-safe. */
final class NodeMessageLog {

  static final int MAX_FRAMES = 50;
  static final int MAX_PER_SECOND = 20;
  static final long VIEWED_MILLIS = 15_000;

  private final Deque<LoggedMessage> messages = new ArrayDeque<>();
  private long secondStart;
  private int inThisSecond;
  private int inLastSecond;
  private long lastViewedMillis = -VIEWED_MILLIS;
  private long lastUsedMillis;
  private int bytes;

  /** Counts a message and returns whether to keep it. */
  synchronized boolean register(long nowMillis) {
    advance(nowMillis);
    inThisSecond++;
    lastUsedMillis = nowMillis;
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
    return fast && nowMillis - lastViewedMillis >= VIEWED_MILLIS;
  }

  /** Keeps a message and returns by how many bytes the memory grew. */
  synchronized int add(LoggedMessage message) {
    int before = bytes;
    messages.add(message);
    bytes += message.estimatedBytes();
    if (messages.size() > MAX_FRAMES) {
      bytes -= messages.remove().estimatedBytes();
    }
    return bytes - before;
  }

  /** Removes all messages and returns how many bytes that frees. */
  synchronized int clear() {
    int freed = bytes;
    messages.clear();
    bytes = 0;
    return freed;
  }

  /** Returns what is kept and marks the node as viewed. */
  synchronized MessageLog.View view(long nowMillis) {
    advance(nowMillis);
    boolean paused = isPaused(nowMillis);
    lastViewedMillis = nowMillis;
    lastUsedMillis = nowMillis;
    return new MessageLog.View(List.copyOf(messages), paused);
  }

  synchronized long lastUsedMillis() {
    return lastUsedMillis;
  }

  synchronized boolean isEmpty() {
    return messages.isEmpty();
  }
}
