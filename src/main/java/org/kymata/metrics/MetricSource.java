package org.kymata.metrics;

/** A part of the hub that counts what it does. Thread-safe, quick, and blocks on nothing. */
public interface MetricSource {

  /** Tells the figures of the whole part; asked once a second and more. */
  void writeMetrics(MetricSink sink);

  /** Tells what there is one of for each node: many lines, for those who ask for them alone. */
  default void writeNodeMetrics(MetricSink sink) {
    // Most parts count nothing by node.
  }
}
