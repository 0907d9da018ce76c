package org.kymata.hostmetrics;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.kymata.metrics.Histogram.Snapshot;
import org.kymata.metrics.MetricSink;
import org.kymata.metrics.MetricSource;
import org.kymata.nodes.Transport;

/**
 * Turns the hub's own counters into metrics of this machine, so that they are stored and charted
 * like all others. Counters become rates since the previous call, so the first call returns none.
 * Not thread-safe.
 */
final class HubSampler {

  private static final double MILLIS = 1e3;
  private static final double PERCENT = 100;

  /** All counters at one time: the total of each family, and its sum by first label. */
  private static final class CounterTotals implements MetricSink {
    private final long nanos;
    private final Map<String, Double> counters = new HashMap<>();
    private final Map<String, Double> gauges = new HashMap<>();
    private final Map<String, Snapshot> histograms = new HashMap<>();

    CounterTotals(long nanos) {
      this.nanos = nanos;
    }

    @Override
    public void counter(String name, String help, double value, String... labels) {
      add(counters, name, value, labels);
    }

    @Override
    public void gauge(String name, String help, double value, String... labels) {
      add(gauges, name, value, labels);
    }

    private static void add(
        Map<String, Double> totals, String name, double value, String... labels) {
      totals.merge(name, value, Double::sum);
      if (labels.length > 0) {
        totals.merge(name + ":" + labels[1], value, Double::sum);
      }
    }

    @Override
    public void histogram(String name, String help, Snapshot values, String... labels) {
      histograms.put(name, values);
    }
  }

  private final Iterable<MetricSource> sources;
  private CounterTotals previous;

  HubSampler(Iterable<MetricSource> sources) {
    this.sources = sources;
  }

  /** The hub's metrics now; names and units are those of {@code docs/protocol.md}. */
  Map<String, Double> sample(long nowNanos) {
    CounterTotals now = new CounterTotals(nowNanos);
    sources.forEach(source -> source.writeMetrics(now));
    Map<String, Double> metrics = new LinkedHashMap<>();
    if (previous != null && nowNanos > previous.nanos) {
      rates(now, metrics);
      commits(now, metrics);
    }
    gauges(now, metrics);
    previous = now;
    return metrics;
  }

  private void rates(CounterTotals now, Map<String, Double> metrics) {
    rate(now, "kymata_readings_received_total", 1, "hub/readings_in", metrics);
    rate(now, "kymata_readings_committed_total", 1, "hub/readings_committed", metrics);
    rate(now, "kymata_readings_shed_total", 1, "hub/readings_shed", metrics);
    rate(now, "kymata_readings_refused_total", 1, "hub/readings_refused", metrics);
    rate(now, "kymata_readings_failed_total", 1, "hub/readings_failed", metrics);
    rate(now, "kymata_readings_late_total", 1, "hub/readings_late", metrics);
    rate(now, "kymata_messages_malformed_total", 1, "hub/malformed", metrics);
    for (Transport transport : Transport.values()) {
      String name = transport.wireName();
      String counter = "kymata_readings_received_total:" + name;
      rate(now, counter, 1, "hub/door/" + name, metrics);
    }
    rate(now, "kymata_live_frames_total", 1, "hub/frames_out", metrics);
    rate(now, "kymata_live_bytes_total", 1, "hub/bytes_out", metrics);
    rate(now, "kymata_live_dropped_readings_total", 1, "hub/dropped", metrics);
    rate(now, "kymata_commands_total:queued", 1, "hub/commands", metrics);
    rate(now, "process_cpu_seconds_total", PERCENT, "hub/cpu", metrics);
    rate(now, "jvm_gc_collection_seconds_total", PERCENT, "hub/gc", metrics);
  }

  private void rate(
      CounterTotals now, String counter, double times, String metric, Map<String, Double> metrics) {
    Double value = now.counters.get(counter);
    Double earlier = previous.counters.get(counter);
    if (value != null && earlier != null && value >= earlier) {
      double seconds = (now.nanos - previous.nanos) / 1e9;
      metrics.put(metric, rounded((value - earlier) * times / seconds, 10));
    }
  }

  private void commits(CounterTotals now, Map<String, Double> metrics) {
    Snapshot latency = histogramSince(now, "kymata_commit_latency_seconds");
    if (latency != null) {
      metrics.put("hub/commit_p50", rounded(latency.quantile(0.5) * MILLIS, 100));
      metrics.put("hub/commit_p99", rounded(latency.quantile(0.99) * MILLIS, 100));
    }
    Snapshot sizes = histogramSince(now, "kymata_commit_readings");
    if (sizes != null) {
      metrics.put("hub/commit_readings", rounded(sizes.sum() / sizes.count(), 10));
    }
  }

  /** The part of a histogram since the previous call; null when nothing was recorded. */
  private Snapshot histogramSince(CounterTotals now, String histogram) {
    Snapshot value = now.histograms.get(histogram);
    Snapshot earlier = previous.histograms.get(histogram);
    Snapshot more = value == null || earlier == null ? null : value.since(earlier);
    return more == null || more.count() == 0 ? null : more;
  }

  private static void gauges(CounterTotals now, Map<String, Double> metrics) {
    gauge(now, "kymata_intake_waiting_readings", "hub/waiting", metrics);
    gauge(now, "kymata_live_waiting_readings", "hub/live_waiting", metrics);
    gauge(now, "kymata_browsers", "hub/browsers", metrics);
    gauge(now, "kymata_connections", "hub/connections", metrics);
    gauge(now, "jvm_memory_used_bytes:heap", "hub/heap", metrics);
    gauge(now, "jvm_memory_max_bytes:heap", "hub/heap_max", metrics);
    gauge(now, "jvm_memory_used_bytes:nonheap", "hub/nonheap", metrics);
    gauge(now, "jvm_threads_current", "hub/threads", metrics);
    gauge(now, "process_open_fds", "hub/files", metrics);
    gauge(now, "kymata_store_bytes", "hub/store", metrics);
  }

  private static void gauge(
      CounterTotals now, String gauge, String metric, Map<String, Double> metrics) {
    Double value = now.gauges.get(gauge);
    if (value != null) {
      metrics.put(metric, value);
    }
  }

  private static double rounded(double value, int scale) {
    return Math.rint(value * scale) / scale;
  }
}
