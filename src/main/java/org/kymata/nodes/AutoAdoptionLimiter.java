package org.kymata.nodes;

/** How fast senders are adopted without being asked for; the others wait in the list. */
final class AutoAdoptionLimiter {

  /** The most senders of one address. */
  static final int MAX_PER_ADDRESS = 100;

  /** The most in a second, all addresses together: each is a transaction. */
  static final int MAX_PER_SECOND = 20;

  private long windowSecond;
  private int adopted;

  synchronized boolean tryAcquire(long nowMillis) {
    if (nowMillis / 1_000 != windowSecond) {
      windowSecond = nowMillis / 1_000;
      adopted = 0;
    }
    return ++adopted <= MAX_PER_SECOND;
  }
}
