package org.kymata.nodes;

/** Limits how fast the hub adopts senders by itself; the others stay pending. */
final class AutoAdoptionLimiter {

  /** The most senders that are adopted from one address. */
  static final int MAX_PER_ADDRESS = 100;

  /** The most adoptions a second from all addresses together: each is a transaction. */
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
