package org.kymata.readings.ingest;

/**
 * Why one reading of a call was rejected.
 *
 * @param index its position in the call, from 0
 * @param reason what is wrong and what would be right
 */
public record RejectedReading(int index, String reason) {}
