package org.kymata.nodes;

import java.util.OptionalLong;

/**
 * One node's messages in time: when the last came and how far apart they usually are. Thread-safe.
 */
final class HeartbeatTracker {

  /** Nobody is called silent sooner. */
  static final long MIN_OFFLINE_MILLIS = 10_000;

  private static final int MISSED_MESSAGES = 3;
  // Each new gap counts an eighth: steady against jitter, yet a new pace is learnt in a few beats.
  private static final double WEIGHT = 0.125;

  private long lastSeenMillis = -1;
  private double usualMillis = -1;
  private NodeStatus.State publishedState = NodeStatus.State.NEW;

  synchronized void recordMessage(long nowMillis) {
    if (lastSeenMillis >= 0) {
      // A long silence is not a pace: it counts as three beats at most.
      long gap = Math.max(0, nowMillis - lastSeenMillis);
      double counted = usualMillis < 0 ? gap : Math.min(gap, usualMillis * MISSED_MESSAGES + 1000);
      usualMillis = usualMillis < 0 ? counted : usualMillis + WEIGHT * (counted - usualMillis);
    }
    lastSeenMillis = Math.max(lastSeenMillis, nowMillis);
  }

  /** Tells when it was heard before this start; its pace is still to be learnt. */
  synchronized void restore(long millis) {
    lastSeenMillis = Math.max(lastSeenMillis, millis);
  }

  /** Somebody set the clock: what was a while ago stays as long ago as it was. */
  synchronized void shift(long byMillis) {
    if (lastSeenMillis >= 0) {
      lastSeenMillis = Math.max(0, lastSeenMillis + byMillis);
    }
  }

  synchronized NodeStatus status(long nowMillis) {
    if (lastSeenMillis < 0) {
      return new NodeStatus(NodeStatus.State.NEW, OptionalLong.empty(), OptionalLong.empty());
    }
    double patience = Math.max(MIN_OFFLINE_MILLIS, usualMillis * MISSED_MESSAGES);
    boolean silent = nowMillis - lastSeenMillis > patience;
    return new NodeStatus(
        silent ? NodeStatus.State.SILENT : NodeStatus.State.ONLINE,
        OptionalLong.of(lastSeenMillis),
        usualMillis < 0 ? OptionalLong.empty() : OptionalLong.of(Math.round(usualMillis)));
  }

  /** Whether {@code state} is news since the last call. */
  synchronized boolean markPublished(NodeStatus.State state) {
    boolean news = state != publishedState;
    publishedState = state;
    return news;
  }
}
