package org.kymata.time;

/**
 * A clock for lengths of time: it starts anywhere, never goes back, and does not jump when somebody
 * sets the machine's clock. Never for a time that is shown or kept.
 */
public final class MonotonicClock {

  private MonotonicClock() {}

  /** Milliseconds since some moment of this start. */
  public static long millis() {
    return System.nanoTime() / 1_000_000;
  }
}
