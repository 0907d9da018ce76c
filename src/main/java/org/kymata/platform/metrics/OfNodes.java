package org.kymata.platform.metrics;

import java.util.function.Predicate;

/**
 * Hands on only the figures of some nodes: those whose label {@code node} fits.
 *
 * @param to where they go
 * @param nodes ids that fit
 */
public record OfNodes(MetricSink to, Predicate<String> nodes) implements MetricSink {

  private boolean fits(String[] labels) {
    for (int i = 0; i < labels.length; i += 2) {
      if (labels[i].equals("node")) {
        return nodes.test(labels[i + 1]);
      }
    }
    return false;
  }

  @Override
  public void counter(String name, String help, double value, String... labels) {
    if (fits(labels)) {
      to.counter(name, help, value, labels);
    }
  }

  @Override
  public void gauge(String name, String help, double value, String... labels) {
    if (fits(labels)) {
      to.gauge(name, help, value, labels);
    }
  }

  @Override
  public void histogram(String name, String help, Histogram.Snapshot values, String... labels) {
    if (fits(labels)) {
      to.histogram(name, help, values, labels);
    }
  }
}
