package org.kymata.hosts.agent;

import org.kymata.errors.DomainException;

/**
 * Decides which time a host's sample gets. A clock that cannot be right does not cost the host its
 * values: live ones then get the hub's time. Buffered ones are refused, since nobody knows when
 * they were taken. One thread only.
 */
final class SampleTimeCorrector {

  /** How far a host's clock may be ahead of the hub's. */
  static final long AHEAD_MILLIS = 60_000;

  /** What an agent can have buffered at the longest interval: 600 samples, 60 s apart. */
  static final long BUFFER_MILLIS = 600 * 60_000L;

  private long lastReplacedMillis = Long.MIN_VALUE / 2;
  private String warning;

  /**
   * The time of a sample.
   *
   * @param millis as the host says, epoch milliseconds
   * @param nowMillis the hub's clock
   * @param intervalMillis how far apart live samples come
   * @throws DomainException when it cannot be known
   */
  long timeOf(long millis, long nowMillis, int intervalMillis) {
    String wrong = clockError(millis, nowMillis);
    if (wrong == null) {
      warning = null;
      return millis;
    }
    warning = wrong + "; the hub's time is taken";
    long sinceLast = nowMillis - lastReplacedMillis;
    if (sinceLast >= 0 && sinceLast < intervalMillis / 2) {
      throw DomainException.badInput("sample: " + wrong + ", and samples come too fast to be live");
    }
    lastReplacedMillis = nowMillis;
    return nowMillis;
  }

  private static String clockError(long millis, long nowMillis) {
    if (millis > nowMillis + AHEAD_MILLIS) {
      return "the host's clock is " + duration(millis - nowMillis) + " ahead of the hub's";
    }
    if (millis < nowMillis - BUFFER_MILLIS) {
      return "the host's clock is " + duration(nowMillis - millis) + " behind the hub's";
    }
    return null;
  }

  private static String duration(long millis) {
    long minutes = millis / 60_000;
    long days = minutes / 1_440;
    return days > 2 ? days + " days" : minutes > 120 ? minutes / 60 + " h" : minutes + " min";
  }

  /** What is odd with the host's clock; null when nothing is. */
  String warning() {
    return warning;
  }
}
