package org.kymata.hostmetrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.kymata.metrics.Histogram;
import org.kymata.metrics.MetricSink;
import org.kymata.metrics.MetricSource;
import org.kymata.metrics.ProcessMetrics;
import org.kymata.text.NameValidator;

class HubSamplerTest {

  private static final long SECOND = 1_000_000_000L;

  private final Histogram latency = new Histogram(Histogram.SECONDS);
  private double byWebSocket = 100;
  private double byTcp = 7;

  private final MetricSource source =
      new MetricSource() {
        @Override
        public void writeMetrics(MetricSink sink) {
          String name = "kymata_readings_received_total";
          sink.counter(name, "", byWebSocket, "door", "ws");
          sink.counter(name, "", byTcp, "door", "tcp");
          sink.gauge("kymata_connections", "", 3, "door", "ws");
          sink.gauge("kymata_connections", "", 4, "door", "tcp");
          sink.histogram("kymata_commit_latency_seconds", "", latency.snapshot());
        }
      };
  private final HubSampler sampler = new HubSampler(List.of(source, new ProcessMetrics()));

  @Test
  void firstSampleHasNoRates() {
    Map<String, Double> first = sampler.sample(0);
    assertFalse(first.containsKey("hub/readings_in"));
    assertEquals(7, first.get("hub/connections"));
    assertTrue(first.get("hub/heap") > 0);
  }

  @Test
  void countersBecomeRatesInTotalAndByTransport() {
    sampler.sample(0);
    byWebSocket += 30;
    byTcp += 1;
    Map<String, Double> next = sampler.sample(2 * SECOND);
    assertEquals(15.5, next.get("hub/readings_in"));
    assertEquals(15, next.get("hub/door/ws"));
    assertEquals(0.5, next.get("hub/door/tcp"));
    assertNull(next.get("hub/door/rest"));
  }

  @Test
  void counterThatWentBackGivesNoValue() {
    sampler.sample(0);
    byWebSocket = 0;
    assertFalse(sampler.sample(SECOND).containsKey("hub/door/ws"));
  }

  @Test
  void quantilesAreOfWhatCameSinceTheSampleBefore() {
    latency.add(9);
    sampler.sample(0);
    assertFalse(sampler.sample(SECOND).containsKey("hub/commit_p99"));
    latency.add(0.0015);
    Map<String, Double> next = sampler.sample(2 * SECOND);
    assertTrue(next.get("hub/commit_p99") > 1 && next.get("hub/commit_p99") <= 2, next::toString);
  }

  @Test
  void everyMetricIsValidAndHasItsUnit() {
    sampler.sample(0);
    latency.add(1);
    for (String metric : sampler.sample(SECOND).keySet()) {
      assertTrue(NameValidator.isValid(metric), metric);
      assertTrue(HostMetricUnits.isHubMetric(metric), metric);
    }
    assertEquals("1/s", HostMetricUnits.of("hub/door/ws"));
    assertEquals("B", HostMetricUnits.of("hub/heap"));
    assertFalse(HostMetricUnits.isHubMetric("hub/door/other"));
    assertFalse(HostMetricUnits.isHubMetric("hub/"));
  }
}
