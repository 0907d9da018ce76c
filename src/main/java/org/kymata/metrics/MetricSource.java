package org.kymata.metrics;

/** A part of the hub that has metrics. Thread-safe, fast, never blocks. */
public interface MetricSource {

  /** Writes the metrics of the whole part; called once a second and more. */
  void writeMetrics(MetricSink sink);

  /**
   * Writes the metrics that exist once for each node: many lines, only for readers that want them.
   */
  default void writeNodeMetrics(MetricSink sink) {
    // Most parts have no metrics of nodes.
  }
}
