package org.kymata.hosts.agent;

import java.util.concurrent.ThreadLocalRandom;

/** How long to wait before the next try: 1 s, then twice as long each time, up to a minute. */
final class Backoff {

  private static final long FIRST_MILLIS = 1_000;
  private static final long MAX_MILLIS = 60_000;

  private long millis = FIRST_MILLIS;

  /** So much before the next try; a little random, so that not all hosts are tried at once. */
  long next() {
    long wait = millis;
    millis = Math.min(MAX_MILLIS, 2 * millis);
    return Math.round(wait * ThreadLocalRandom.current().nextDouble(0.75, 1.0));
  }

  /** As {@link #next}, where trying soon is of no use. */
  long nextMax() {
    millis = MAX_MILLIS;
    return next();
  }

  /** All is well again. */
  void reset() {
    millis = FIRST_MILLIS;
  }
}
