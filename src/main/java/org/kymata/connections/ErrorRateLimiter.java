package org.kymata.connections;

/** How often one connection is told what is wrong: whoever sends rubbish gets no answer to all. */
public final class ErrorRateLimiter {

  static final int MAX_PER_SECOND = 10;

  private long secondStart;
  private int inThisSecond;

  /** Whether one more may be sent now. */
  public boolean tryAcquire(long nowMillis) {
    if (nowMillis - secondStart >= 1000 || nowMillis < secondStart) {
      secondStart = nowMillis;
      inThisSecond = 0;
    }
    return inThisSecond++ < MAX_PER_SECOND;
  }
}
