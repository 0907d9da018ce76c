package org.kymata.readings;

/**
 * One value at one time.
 *
 * @param series what was measured where
 * @param timeMillis when, epoch milliseconds, by the node's clock
 * @param number the value of a series of numbers, finite; NaN in a series of texts
 * @param text the value of a series of texts; null in a series of numbers
 */
public record Reading(Series series, long timeMillis, double number, String text) {

  /** The most characters that a text may have. */
  public static final int MAX_TEXT = 256;
}
