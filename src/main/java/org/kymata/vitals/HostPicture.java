package org.kymata.vitals;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One look at a machine, this one or another: the same shape for all. Immutable.
 *
 * @param timeMillis when it was taken, epoch milliseconds
 * @param facts what the machine is and has
 * @param metrics numbers by metric name, finite; names and units are those of {@link Units} and
 *     {@code docs/protocol.md}. What the machine does not have is absent, never 0
 */
public record HostPicture(long timeMillis, HostFacts facts, Map<String, Double> metrics) {

  /** Takes a copy that keeps the order, so that a picture never changes. */
  public HostPicture {
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
  }

  /** The same with more metrics. */
  HostPicture with(Map<String, Double> more) {
    Map<String, Double> all = new LinkedHashMap<>(metrics);
    all.putAll(more);
    return new HostPicture(timeMillis, facts, all);
  }
}
