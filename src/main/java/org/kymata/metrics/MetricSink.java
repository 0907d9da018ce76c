package org.kymata.metrics;

/**
 * Takes figures. Names and units are those of Prometheus: {@code kymata_readings_committed_total},
 * {@code jvm_memory_used_bytes}; base units, counters end in {@code _total}. A family has the same
 * help and the same names of labels wherever it is told; labels are given as name, value, name,
 * value…
 */
public interface MetricSink {

  /** A number that only grows, since the start of the hub. */
  void counter(String name, String help, double value, String... labels);

  /** A number that goes up and down. */
  void gauge(String name, String help, double value, String... labels);

  /** How many measured values fell into which bucket, since the start of the hub. */
  void histogram(String name, String help, Histogram.Snapshot values, String... labels);
}
