package org.kymata.hostmetrics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** A picture while the samplers fill it. What is no number, or cannot be true, is left out. */
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
   * A picture of nothing as yet.
   *
   * @param timeMillis the wall clock, epoch milliseconds
   * @param nanos a clock that never goes back, for rates
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

  /** A share in percent; more than 100 is how clocks of two counters differ. */
  void percent(String metric, double percent) {
    decimals(metric, Math.min(100, percent), 10);
  }

  /** A share of a whole, in percent. */
  void share(String metric, long part, long whole) {
    if (whole > 0) {
      percent(metric, 100.0 * part / whole);
    }
  }

  /** Something a second; absent in a gap. */
  void rate(String metric, OptionalDouble perSecond) {
    if (perSecond.isPresent()) {
      rate(metric, perSecond.getAsDouble());
    }
  }

  /** Something a second. */
  void rate(String metric, double perSecond) {
    decimals(metric, perSecond, 10);
  }

  /** A load average, in tasks, with two decimals as the kernel prints it. */
  void load(String metric, double tasks) {
    decimals(metric, tasks, 100);
  }

  /** A whole number, of bytes or of things; negative stands for "not known". */
  void count(String metric, long count) {
    if (count >= 0) {
      metrics.put(metric, (double) count);
    }
  }

  /** A temperature in degrees Celsius: the one number that may be negative. */
  void celsius(String metric, double degrees) {
    metrics.put(metric, Math.round(degrees * 10) / 10.0);
  }

  /** Notes what could not be read. */
  void missing(String what, String why) {
    missing.add(new MissingMetric(what, why));
  }

  /** Whether a metric has been put in. */
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
