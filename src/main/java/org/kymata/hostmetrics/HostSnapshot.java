package org.kymata.hostmetrics;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The metrics and facts of a machine at one moment. Immutable.
 *
 * @param timeMillis epoch milliseconds
 * @param facts the machine's facts
 * @param metrics values by metric name, finite; names and units are those of {@link
 *     HostMetricUnits} and {@code docs/protocol.md}. What the machine does not have is absent,
 *     never 0
 */
public record HostSnapshot(long timeMillis, HostFacts facts, Map<String, Double> metrics) {

  /** Copies the metrics in their order, so that a snapshot never changes. */
  public HostSnapshot {
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
  }

  /** A copy with further metrics. */
  HostSnapshot with(Map<String, Double> more) {
    Map<String, Double> merged = new LinkedHashMap<>(metrics);
    merged.putAll(more);
    return new HostSnapshot(timeMillis, facts, merged);
  }
}
