package org.kymata.readings;

/**
 * Why one reading of a call was not taken.
 *
 * @param index its place in the call, from 0
 * @param reason what was wrong and what would be right
 */
public record Rejection(int index, String reason) {}
