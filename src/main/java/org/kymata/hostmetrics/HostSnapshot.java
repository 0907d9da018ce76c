package org.kymata.hostmetrics;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One look at a machine, this one or another: the same shape for all. Immutable.
 *
 * @param timeMillis when it was taken, epoch milliseconds
 * @param facts what the machine is and has
 * @param metrics numbers by metric name, finite; names and units are those of {@link
 *     HostMetricUnits} and {@code docs/protocol.md}. What the machine does not have is absent,
 *     never 0
 */
public record HostSnapshot(long timeMillis, HostFacts facts, Map<String, Double> metrics) {

  /** Takes a copy that keeps the order, so that a picture never changes. */
  public HostSnapshot {
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
  }

  /** The same with more metrics. */
  HostSnapshot with(Map<String, Double> more) {
    Map<String, Double> all = new LinkedHashMap<>(metrics);
    all.putAll(more);
    return new HostSnapshot(timeMillis, facts, all);
  }
}
