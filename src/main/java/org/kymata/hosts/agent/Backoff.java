package org.kymata.hosts.agent;

import java.util.concurrent.ThreadLocalRandom;

/** The wait before the next attempt: 1 s, doubled each time, up to one minute. */
final class Backoff {

  private static final long FIRST_MILLIS = 1_000;
  private static final long MAX_MILLIS = 60_000;

  private long millis = FIRST_MILLIS;

  /**
   * The next wait in milliseconds, slightly random, so that the hub does not try all hosts at once.
   */
  long next() {
    long wait = millis;
    millis = Math.min(MAX_MILLIS, 2 * millis);
    return Math.round(wait * ThreadLocalRandom.current().nextDouble(0.75, 1.0));
  }

  /** The longest wait, for failures that an early attempt cannot fix. */
  long nextMax() {
    millis = MAX_MILLIS;
    return next();
  }

  /** Starts again with the shortest wait. */
  void reset() {
    millis = FIRST_MILLIS;
  }
}
