package org.kymata.hosts;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What an agent measured at one time; only what changed since the sample before, unless it is full.
 *
 * @param seq its number in that run of the agent, from 0
 * @param timeMillis when, epoch milliseconds by the host's clock
 * @param full whether it holds everything, so that what it does not hold is gone
 * @param metrics new values by metric name, finite, not checked further
 * @param gone metrics that the host has no more
 * @param dropped how many samples before it were lost because nobody took them
 * @param faults what of it could not be understood
 */
public record Sample(
    long seq,
    long timeMillis,
    boolean full,
    Map<String, Double> metrics,
    Set<String> removed,
    long dropped,
    List<String> errors) {}
