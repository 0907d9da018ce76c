package org.kymata.connections;

/** Limits how often one connection is sent an error message: not every bad message gets a reply. */
public final class ErrorRateLimiter {

  static final int MAX_PER_SECOND = 10;

  private long secondStart;
  private int inThisSecond;

  /** Whether one more error may be sent now. */
  public boolean tryAcquire(long nowMillis) {
    if (nowMillis - secondStart >= 1000 || nowMillis < secondStart) {
      secondStart = nowMillis;
      inThisSecond = 0;
    }
    return inThisSecond++ < MAX_PER_SECOND;
  }
}
