package org.kymata.nodes;

import java.util.OptionalLong;

/** When one node's last message came, and its usual time between messages. Thread-safe. */
final class HeartbeatTracker {

  /** A node is not offline before this time has passed since its last message. */
  static final long MIN_OFFLINE_MILLIS = 10_000;

  private static final int MISSED_MESSAGES = 3;
  // Each new interval counts an eighth: steady against jitter, but a new rate is learnt after a few
  // messages.
  private static final double WEIGHT = 0.125;

  private long lastSeenMillis = -1;
  private double usualMillis = -1;
  private NodeStatus.State publishedState = NodeStatus.State.NEW;

  synchronized void recordMessage(long nowMillis) {
    if (lastSeenMillis >= 0) {
      // A long pause is not an interval: it counts as three at most.
      long gap = Math.max(0, nowMillis - lastSeenMillis);
      double counted = usualMillis < 0 ? gap : Math.min(gap, usualMillis * MISSED_MESSAGES + 1000);
      usualMillis = usualMillis < 0 ? counted : usualMillis + WEIGHT * (counted - usualMillis);
    }
    lastSeenMillis = Math.max(lastSeenMillis, nowMillis);
  }

  /**
   * Restores the time of the last message from before this start; the usual interval is unknown.
   */
  synchronized void restore(long millis) {
    lastSeenMillis = Math.max(lastSeenMillis, millis);
  }

  /** Moves the time of the last message after the clock was set, so that its age stays the same. */
  synchronized void shift(long byMillis) {
    if (lastSeenMillis >= 0) {
      lastSeenMillis = Math.max(0, lastSeenMillis + byMillis);
    }
  }

  synchronized NodeStatus status(long nowMillis) {
    if (lastSeenMillis < 0) {
      return new NodeStatus(NodeStatus.State.NEW, OptionalLong.empty(), OptionalLong.empty());
    }
    double offlineAfterMillis = Math.max(MIN_OFFLINE_MILLIS, usualMillis * MISSED_MESSAGES);
    boolean isOffline = nowMillis - lastSeenMillis > offlineAfterMillis;
    return new NodeStatus(
        isOffline ? NodeStatus.State.SILENT : NodeStatus.State.ONLINE,
        OptionalLong.of(lastSeenMillis),
        usualMillis < 0 ? OptionalLong.empty() : OptionalLong.of(Math.round(usualMillis)));
  }

  /** Records that {@code state} was published; returns whether it differs from the last call's. */
  synchronized boolean markPublished(NodeStatus.State state) {
    boolean isChanged = state != publishedState;
    publishedState = state;
    return isChanged;
  }
}
