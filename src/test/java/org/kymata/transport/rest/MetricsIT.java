package org.kymata.transport.rest;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.kymata.testing.Hub;
import org.kymata.testing.Hub.Sensor;
import org.kymata.testing.HubArchive;
import org.kymata.testing.HubResponse;
import org.kymata.testing.PrometheusTextParser;
import org.kymata.testing.WebSocketClient;

/** {@code /metrics} reports what happened. */
@ExtendWith(ArquillianExtension.class)
class MetricsIT {

  @ArquillianResource private URL deployed;
  private Hub hub;

  @Deployment(testable = false)
  static WebArchive hub() {
    return HubArchive.fresh();
  }

  @BeforeEach
  void findHub() {
    hub = Hub.of(this, deployed);
  }

  private HubResponse answer() {
    HubResponse answer = hub.viewer().get("metrics");
    assertEquals(200, answer.status(), answer::toString);
    return answer;
  }

  private PrometheusTextParser metrics() {
    return PrometheusTextParser.read(answer().text());
  }

  private static double rest(PrometheusTextParser metrics, String what) {
    return metrics.value("kymata_readings_" + what + "_total{door=\"rest\"}");
  }

  @Test
  void formatIsThatOfPrometheus() {
    HubResponse answer = answer();
    assertEquals(
        "text/plain;version=0.0.4;charset=utf-8",
        answer.header("Content-Type").orElseThrow().replace(" ", "").toLowerCase());
    PrometheusTextParser metrics = PrometheusTextParser.read(answer.text());
    for (String family :
        List.of(
            "kymata_intake_waiting_readings",
            "kymata_commit_latency_seconds_count",
            "kymata_commit_readings_sum",
            "kymata_live_bytes_total",
            "kymata_store_bytes",
            "jvm_threads_current",
            "process_open_fds",
            "jvm_memory_used_bytes{area=\"heap\"}",
            "kymata_commands_total{state=\"queued\"}",
            "kymata_messages_malformed_total{door=\"tcp\"}")) {
      assertTrue(metrics.has(family), family);
    }
  }

  @Test
  void promtoolFindsNothingToComplainAbout() throws IOException, InterruptedException {
    boolean installed =
        Stream.of(System.getenv("PATH").split(":"))
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, "promtool")));
    assumeTrue(installed, "promtool is not installed (Debian: prometheus)");
    Process promtool =
        new ProcessBuilder("promtool", "check", "metrics").redirectErrorStream(true).start();
    try (var in = promtool.getOutputStream()) {
      in.write(answer().text().getBytes(StandardCharsets.UTF_8));
    }
    String output = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, promtool.waitFor(), output);
    assertEquals("", output);
  }

  @Test
  void readingsAreCountedByTransportAndByNodeAndOutcome() {
    Sensor sensor = hub.newSensor("sensor/with-a.name");
    PrometheusTextParser before = metrics();
    sensor.send("m", "1");
    HubResponse mixed =
        sensor
            .client()
            .post(
                "api/readings",
                "[{\"metric\":\"m\",\"value\":2},{\"metric\":\"\",\"value\":1},"
                    + "{\"metric\":\"m\",\"value\":3,\"time\":1600000000}]");
    assertEquals(200, mixed.status(), mixed::toString);
    assertEquals(400, sensor.client().post("api/readings", "{\"metric\":").status());
    // Late readings are counted after the answer.
    await().until(() -> rest(metrics(), "late") - rest(before, "late") == 1);
    PrometheusTextParser after = metrics();
    assertEquals(3, rest(after, "committed") - rest(before, "committed"));
    assertEquals(1, rest(after, "refused") - rest(before, "refused"));
    assertEquals(4, rest(after, "received") - rest(before, "received"));
    assertEquals(0, rest(after, "shed") - rest(before, "shed"));
    String malformed = "kymata_messages_malformed_total{door=\"rest\"}";
    assertEquals(1, after.value(malformed) - before.value(malformed));
    String labels = "{node=\"" + sensor.id() + "\",name=\"sensor/with-a.name\"}";
    assertEquals(3, after.value("kymata_node_readings_committed_total" + labels));
    assertEquals(1, after.value("kymata_node_readings_refused_total" + labels));
    assertEquals(1, after.value("kymata_node_readings_late_total" + labels));
    assertFalse(before.has("kymata_node_readings_late_total" + labels));
    double latencies = after.value("kymata_commit_latency_seconds_count");
    assertTrue(latencies - before.value("kymata_commit_latency_seconds_count") >= 2);
  }

  @Test
  void deletedNodeIsExportedNoMore() {
    Sensor sensor = hub.newSensor();
    sensor.send("m", "1");
    assertTrue(answer().text().contains(sensor.id()));
    assertEquals(204, hub.admin().delete("api/nodes/" + sensor.id()).status());
    assertFalse(answer().text().contains(sensor.id()));
  }

  @Test
  void pagesAndWhatTheyGetAreCounted() {
    PrometheusTextParser before = metrics();
    try (WebSocketClient page = hub.viewer().socket()) {
      page.await("welcome");
      page.send("{\"v\":1,\"type\":\"ping\",\"id\":\"1\"}").awaitReply("1");
      PrometheusTextParser open = metrics();
      assertEquals(before.value("kymata_browsers") + 1, open.value("kymata_browsers"));
      assertTrue(
          open.value("kymata_live_frames_total") - before.value("kymata_live_frames_total") >= 2);
      String straight = "kymata_straight_frames_total";
      assertTrue(open.value(straight) > before.value(straight), "frames took the long way");
      assertTrue(
          open.value("kymata_live_bytes_total") - before.value("kymata_live_bytes_total") > 100);
    }
    await().until(() -> metrics().value("kymata_browsers") == before.value("kymata_browsers"));
  }

  @Test
  void figuresAreMetricsOfThisMachineAndHaveAHistory() {
    await()
        .until(
            () ->
                hub.viewer()
                    .get("api/vitals")
                    .json()
                    .getJsonObject("metrics")
                    .containsKey("hub/commit_p99"));
    String address = "api/readings?node=this-machine&metric=hub/heap&metric=hub/door/self";
    await().until(() -> hub.viewer().get(address).json().getJsonArray("series").size() == 2);
    String history = hub.viewer().get(address).text();
    assertTrue(history.contains("\"unit\":\"B\""), history);
    assertTrue(history.contains("\"unit\":\"1/s\""), history);
  }

  @Test
  void commandsAreCountedByTheirSteps() {
    Sensor sensor = hub.newSensor();
    String queued = "kymata_commands_total{state=\"queued\"}";
    double before = metrics().value(queued);
    HubResponse ordered =
        hub.operator().post("api/nodes/" + sensor.id() + "/commands", "{\"action\":\"blink\"}");
    assertEquals(202, ordered.status(), ordered::toString);
    await().until(() -> metrics().value(queued) == before + 1);
  }
}
