package org.kymata.hosts;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The current metrics of one host, updated sample by sample. Not thread-safe. */
final class SnapshotMerger {

  private final Map<String, Double> metrics = new LinkedHashMap<>();
  private final Map<String, Set<String>> parts = new HashMap<>();

  /**
   * Merges a sample into the known metrics.
   *
   * @param faults collects what was rejected, and why
   * @return all known metrics
   */
  Map<String, Double> merge(Sample sample, List<String> faults) {
    if (sample.full()) {
      metrics.clear();
      parts.clear();
    }
    sample.removed().forEach(metrics::remove);
    sample.metrics().forEach((metric, value) -> put(metric, value, faults));
    return metrics;
  }

  private void put(String metric, double value, List<String> faults) {
    String fault = HostMetricValidator.error(metric, value);
    if (fault == null && !metrics.containsKey(metric) && !hasRoom(metric)) {
      String kind = HostMetricValidator.kind(metric);
      fault =
          metric
              + " is one too many: at most "
              + HostMetricValidator.MAX_PARTS.get(kind)
              + " "
              + kind;
    }
    if (fault == null) {
      metrics.put(metric, value);
    } else {
      // The old value is outdated too.
      metrics.remove(metric);
      faults.add(fault);
    }
  }

  private boolean hasRoom(String metric) {
    String kind = HostMetricValidator.kind(metric);
    if (kind.isEmpty()) {
      return true;
    }
    Set<String> known = parts.computeIfAbsent(kind, any -> new HashSet<>());
    String part = HostMetricValidator.part(metric);
    return known.contains(part)
        || (known.size() < HostMetricValidator.MAX_PARTS.get(kind) && known.add(part));
  }
}
