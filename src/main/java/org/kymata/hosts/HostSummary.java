package org.kymata.hosts;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.kymata.hostmetrics.HostMetricUnits;
import org.kymata.hostmetrics.HostSnapshot;

/** The metrics of a snapshot that a list of hosts shows. */
public final class HostSummary {

  private static final Predicate<String> SHOWN =
      Pattern.compile(
              "cpu|cpu/core[0-9]+|memory|disk/.*|net/.*/(in|out)|load/1m|temperature/.*|uptime")
          .asMatchPredicate()
          .and(metric -> !metric.startsWith("disk/") || HostMetricUnits.of(metric).equals("%"));

  private HostSummary() {}

  /** A copy of the snapshot with only these metrics. */
  public static HostSnapshot of(HostSnapshot complete) {
    Map<String, Double> metrics = new LinkedHashMap<>(complete.metrics());
    metrics.keySet().removeIf(SHOWN.negate());
    return new HostSnapshot(complete.timeMillis(), complete.facts(), metrics);
  }
}
