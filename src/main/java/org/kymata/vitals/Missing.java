package org.kymata.vitals;

/**
 * What could not be read of a machine.
 *
 * @param what the family, such as {@code temperature}
 * @param why in English, for people
 */
public record Missing(String what, String why) {}
