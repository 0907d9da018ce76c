package org.kymata.hosts.agent;

import org.kymata.errors.DomainException;

/**
 * Decides the time of a host's samples. When the host's clock is obviously wrong, live samples get
 * the hub's time. Buffered ones are rejected, since their true time is unknown. Not thread-safe.
 */
final class SampleTimeCorrector {

  /** How far a host's clock may be ahead of the hub's. */
  static final long AHEAD_MILLIS = 60_000;

  /** The largest age of a buffered sample: 600 samples at the longest interval of 60 s. */
  static final long BUFFER_MILLIS = 600 * 60_000L;

  private long lastReplacedMillis = Long.MIN_VALUE / 2;
  private String warning;

  /**
   * The time of a sample.
   *
   * @param millis the time that the host sent, epoch milliseconds
   * @param nowMillis the hub's clock
   * @param intervalMillis the time between live samples
   * @throws DomainException when the true time is unknown
   */
  long timeOf(long millis, long nowMillis, int intervalMillis) {
    String error = clockError(millis, nowMillis);
    if (error == null) {
      warning = null;
      return millis;
    }
    warning = error + "; its samples get the hub's time";
    long sinceLast = nowMillis - lastReplacedMillis;
    if (sinceLast >= 0 && sinceLast < intervalMillis / 2) {
      throw DomainException.badInput("sample: " + error + ", and samples come too fast to be live");
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

  /** The problem of the host's clock; null when there is none. */
  String warning() {
    return warning;
  }
}
