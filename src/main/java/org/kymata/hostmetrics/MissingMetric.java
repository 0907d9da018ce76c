package org.kymata.hostmetrics;

/**
 * What could not be read of a machine.
 *
 * @param what the family, such as {@code temperature}
 * @param why in English, for people
 */
public record MissingMetric(String metric, String reason) {}
