package org.kymata.readings.ingest;

/**
 * Why one reading of a call was not taken.
 *
 * @param index its place in the call, from 0
 * @param reason what was wrong and what would be right
 */
public record RejectedReading(int index, String reason) {}
