package org.kymata.readings;

/**
 * One value at one time.
 *
 * @param series what was measured where
 * @param timeMillis when, epoch milliseconds, by the node's clock
 * @param number the value of a series of numbers, finite; NaN in a series of texts
 * @param text the value of a series of texts; null in a series of numbers
 * @param seq the number that the node gave it, rising by one; -1 when it gave none
 */
public record Reading(Series series, long timeMillis, double number, String text, long seq) {

  /** The most characters that a text may have. */
  public static final int MAX_TEXT = 256;

  /** A reading without a number of its own. */
  public Reading(Series series, long timeMillis, double number, String text) {
    this(series, timeMillis, number, text, -1);
  }
}
