package org.kymata.hosts;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The measurements of an agent at one time; only what changed since the previous sample, unless it
 * is full.
 *
 * @param seq its number in that run of the agent, from 0
 * @param timeMillis epoch milliseconds by the host's clock
 * @param full whether it holds all metrics, so that missing ones no longer exist
 * @param metrics new values by metric name; finite, otherwise not validated
 * @param removed metrics that the host no longer has
 * @param dropped samples before it that the agent dropped because the hub did not take them
 * @param errors what could not be decoded, and why
 */
public record Sample(
    long seq,
    long timeMillis,
    boolean full,
    Map<String, Double> metrics,
    Set<String> removed,
    long dropped,
    List<String> errors) {}
