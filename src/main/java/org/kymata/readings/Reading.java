package org.kymata.readings;

/**
 * One value at one time.
 *
 * @param series the metric and its node
 * @param timeMillis epoch milliseconds by the node's clock
 * @param number the value in a series of numbers, finite; NaN in a series of texts
 * @param text the value in a series of texts; null in a series of numbers
 * @param seq the sequence number of the node, rising by one; -1 when it sends none
 */
public record Reading(Series series, long timeMillis, double number, String text, long seq) {

  /** Limit of a text, in characters. */
  public static final int MAX_TEXT = 256;

  /** Creates a reading without a sequence number. */
  public Reading(Series series, long timeMillis, double number, String text) {
    this(series, timeMillis, number, text, -1);
  }
}
