package org.kymata.vitals;

/**
 * One number of a sample, as a reading of the machine's node.
 *
 * @param metric its name: 1 to 64 letters, digits and {@code . _ - /}
 * @param value finite
 * @param unit {@code %}, {@code B}, {@code B/s} or {@code s}; empty for a plain number
 */
public record Measurement(String metric, double value, String unit) {}
