package org.kymata.metrics;

/**
 * Receives metrics. Names and units follow Prometheus: {@code kymata_readings_committed_total},
 * {@code jvm_memory_used_bytes}; base units, counters end in {@code _total}. A family has the same
 * help and the same label names everywhere; labels are given as name, value, name, value…
 */
public interface MetricSink {

  /** A number that only grows since the hub's start. */
  void counter(String name, String help, double value, String... labels);

  /** A number that goes up and down. */
  void gauge(String name, String help, double value, String... labels);

  /** How many measured values fell into each bucket since the hub's start. */
  void histogram(String name, String help, Histogram.Snapshot values, String... labels);
}
