package org.kymata.time;

/**
 * A clock for durations: it starts at any value, never goes back, and does not jump when the
 * machine's clock is set. Never for a time that is shown or stored.
 */
public final class MonotonicClock {

  private MonotonicClock() {}

  /** Milliseconds since some moment. */
  public static long millis() {
    return System.nanoTime() / 1_000_000;
  }
}
