package org.kymata.hostmetrics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Collects a snapshot from the samplers. Values that are not finite or not plausible are left out.
 */
final class SnapshotBuilder {
  private final long timeMillis;
  private final long nanos;
  private final Map<String, Double> metrics = new LinkedHashMap<>();

  Optional<String> host = Optional.empty();
  Optional<HostFacts.Os> os = Optional.empty();
  Optional<String> machine = Optional.empty();
  Optional<String> cpuModel = Optional.empty();
  int cores;
  List<HostFacts.Disk> disks = List.of();
  List<HostFacts.Drive> drives = List.of();
  List<HostFacts.Network> networks = List.of();
  List<HostFacts.Sensor> sensors = List.of();
  private final List<MissingMetric> missing = new ArrayList<>();

  /**
   * Creates an empty snapshot.
   *
   * @param timeMillis the wall clock, epoch milliseconds
   * @param nanos a monotonic clock, for rates
   */
  SnapshotBuilder(long timeMillis, long nanos) {
    this.timeMillis = timeMillis;
    this.nanos = nanos;
  }

  long timeMillis() {
    return timeMillis;
  }

  long nanos() {
    return nanos;
  }

  /** Adds a percentage; counters with different clocks can yield more than 100, which is capped. */
  void percent(String metric, double percent) {
    decimals(metric, Math.min(100, percent), 10);
  }

  /** Adds a share of a total, in percent. */
  void share(String metric, long part, long total) {
    if (total > 0) {
      percent(metric, 100.0 * part / total);
    }
  }

  /** Adds a rate per second; nothing in a gap. */
  void rate(String metric, OptionalDouble perSecond) {
    if (perSecond.isPresent()) {
      rate(metric, perSecond.getAsDouble());
    }
  }

  /** Adds a rate per second. */
  void rate(String metric, double perSecond) {
    decimals(metric, perSecond, 10);
  }

  /** Adds a load average, in tasks, with two decimals as the kernel prints it. */
  void load(String metric, double tasks) {
    decimals(metric, tasks, 100);
  }

  /** Adds an integer, such as bytes; a negative one means "not known" and is left out. */
  void count(String metric, long count) {
    if (count >= 0) {
      metrics.put(metric, (double) count);
    }
  }

  /** Adds a temperature in degrees Celsius: the only value that may be negative. */
  void celsius(String metric, double degrees) {
    metrics.put(metric, Math.round(degrees * 10) / 10.0);
  }

  /** Adds a metric that could not be read. */
  void missing(String what, String why) {
    missing.add(new MissingMetric(what, why));
  }

  /** Whether a metric has been added. */
  boolean has(String metric) {
    return metrics.containsKey(metric);
  }

  private void decimals(String metric, double value, int scale) {
    if (Double.isFinite(value) && value >= 0) {
      metrics.put(metric, Math.round(value * scale) / (double) scale);
    }
  }

  HostSnapshot build() {
    return new HostSnapshot(
        timeMillis,
        new HostFacts(
            host, os, machine, cpuModel, cores, disks, drives, networks, sensors, missing),
        metrics);
  }
}
