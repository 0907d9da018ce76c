package org.kymata.hostmetrics;

/**
 * A metric that could not be read.
 *
 * @param metric the family, such as {@code temperature}
 * @param reason in English, for people
 */
public record MissingMetric(String metric, String reason) {}
