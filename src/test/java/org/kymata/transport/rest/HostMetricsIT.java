package org.kymata.transport.rest;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.net.URL;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kymata.testing.Hub;
import org.kymata.testing.HubArchive;
import org.kymata.testing.HubClient;
import org.kymata.testing.HubResponse;

/** This machine's snapshot and processes as users get them. */
@ExtendWith(ArquillianExtension.class)
class HostMetricsIT {

  private static final String PROCESSES = "/api/vitals/processes";

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

  private static List<JsonObject> processes(HubClient client, String query) {
    HubResponse answer = client.get(PROCESSES + query);
    assertEquals(200, answer.status(), answer::toString);
    return answer.json().getJsonArray("processes").getValuesAs(JsonObject.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "?host=this-machine"})
  void snapshotIsThatOfThisMachine(String query) {
    JsonObject snapshot =
        await()
            .until(
                () -> hub.viewer().get("/api/vitals" + query).json(),
                each ->
                    each.containsKey("metrics")
                        && each.getJsonObject("metrics").containsKey("cpu"));
    assertEquals(
        hub.viewer().get("/api/nodes/this-machine").json().getString("id"),
        snapshot.getString("node"));
    assertTrue(snapshot.getJsonObject("os").containsKey("kernel"), snapshot::toString);
    assertTrue(snapshot.getJsonObject("metrics").containsKey("disk/root"), snapshot::toString);
    assertFalse(snapshot.getJsonArray("disks").isEmpty(), snapshot::toString);
  }

  @Test
  void metricsAreReadingsWithTheirUnits() {
    JsonObject node =
        await()
            .until(
                () -> hub.viewer().get("/api/nodes/this-machine").json(),
                each -> each.getJsonArray("metrics").toString().contains("cpu/idle"));
    JsonObject idle =
        node.getJsonArray("metrics").getValuesAs(JsonObject.class).stream()
            .filter(each -> each.getString("metric").equals("cpu/idle"))
            .findFirst()
            .orElseThrow();
    assertEquals("%", idle.getString("unit"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"?host=nobody", "?host=", "?host=%00"})
  void hostThatIsNotThereIsNotFound(String query) {
    for (String path : List.of("/api/vitals", PROCESSES)) {
      HubResponse answer = hub.viewer().get(path + query);
      assertEquals(404, answer.status(), answer::toString);
      assertTrue(answer.json().getString("detail").startsWith("there is no host"));
    }
  }

  @Test
  void sensorIsNoHost() {
    Hub.Sensor sensor = hub.newSensor();
    assertEquals(404, hub.viewer().get("/api/vitals?host=" + sensor.id()).status());
    assertEquals(404, hub.viewer().get(PROCESSES + "?host=" + sensor.id()).status());
  }

  @Test
  void commandLinesAreForOperatorsAndAdmins() {
    for (HubClient client : List.of(hub.operator(), hub.admin())) {
      assertTrue(processes(client, "").stream().anyMatch(each -> each.containsKey("command")));
    }
    for (String query : List.of("", "?all=true")) {
      List<JsonObject> seen = processes(hub.viewer(), query);
      assertFalse(seen.isEmpty());
      assertTrue(seen.stream().noneMatch(each -> each.containsKey("command")));
    }
  }

  @Test
  void secondLookHasTheUseSinceTheFirst() {
    processes(hub.viewer(), "");
    await()
        .until(
            () -> processes(hub.viewer(), ""),
            seen -> seen.stream().anyMatch(each -> each.containsKey("cpuPercent")));
  }

  @Test
  void completeTableHoldsAllAndTheTopAtMostForty() {
    HubResponse complete = hub.viewer().get(PROCESSES + "?all=true");
    int total = complete.json().getInt("total");
    assertEquals(Math.min(total, 4096), complete.json().getJsonArray("processes").size(), 20);
    assertTrue(processes(hub.viewer(), "").size() <= 40);
  }
}
