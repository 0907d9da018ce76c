package org.kymata.metrics;

import java.util.function.Predicate;

/**
 * Passes on only the metrics of some nodes: those whose label {@code node} matches.
 *
 * @param target receives them
 * @param nodes matches their ids
 */
public record NodeMetricFilter(MetricSink target, Predicate<String> nodes) implements MetricSink {

  private boolean matches(String[] labels) {
    for (int i = 0; i < labels.length; i += 2) {
      if (labels[i].equals("node")) {
        return nodes.test(labels[i + 1]);
      }
    }
    return false;
  }

  @Override
  public void counter(String name, String help, double value, String... labels) {
    if (matches(labels)) {
      target.counter(name, help, value, labels);
    }
  }

  @Override
  public void gauge(String name, String help, double value, String... labels) {
    if (matches(labels)) {
      target.gauge(name, help, value, labels);
    }
  }

  @Override
  public void histogram(String name, String help, Histogram.Snapshot values, String... labels) {
    if (matches(labels)) {
      target.histogram(name, help, values, labels);
    }
  }
}
