package org.kymata.readings;

import java.util.List;

/**
 * Readings that are on disk. Observers run on the writer's thread and must return quickly.
 *
 * @param readings at least one, in the order of their arrival
 * @param cursor commit time by the hub's clock, in microseconds; grows with each commit
 */
public record ReadingsCommitted(List<Reading> readings, long cursor) {}
