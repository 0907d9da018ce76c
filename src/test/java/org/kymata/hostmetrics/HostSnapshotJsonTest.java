package org.kymata.hostmetrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import org.junit.jupiter.api.Test;
import org.kymata.json.Envelope;
import org.kymata.nodes.NodeId;
import org.kymata.testing.ProtocolCase;

class HostSnapshotJsonTest {
  private static final NodeId NODE = new NodeId("h0st0001");

  private static JsonObject snapshotJson(HostSnapshot snapshot) {
    return payload(
        Envelope.of("x", null, json -> HostSnapshotJson.writeSnapshot(json, NODE, snapshot)));
  }

  private static JsonObject facts(HostSnapshot snapshot) {
    return payload(
        Envelope.of("x", null, json -> HostSnapshotJson.writeFacts(json, NODE, snapshot)));
  }

  private static JsonObject payload(String frame) {
    return parse(frame).getJsonObject("payload");
  }

  private static JsonObject parse(String text) {
    try (JsonReader reader = Json.createReader(new StringReader(text))) {
      return reader.readObject();
    }
  }

  @Test
  void machineThatTellsNothingHasEmptyLists() {
    assertEquals(
        parse(
            """
            {"node": "h0st0001", "time": 1795219327123, "cpu": {}, "disks": [], "drives": [],
             "networks": [], "sensors": [], "missing": [], "metrics": {}}
            """),
        snapshotJson(ExampleSnapshots.empty()));
  }

  @Test
  void factsAreWrittenAsTheExampleFrameShowsThem() {
    assertEquals(
        ProtocolCase.of("hub/vitals").json().getJsonObject("payload"),
        facts(ExampleSnapshots.full()));
  }

  @Test
  void snapshotIsItsFactsAndItsMetrics() {
    JsonObject metrics =
        parse(
            """
            {"cpu": 12.5, "cpu/core0": 10, "load/1m": 0.52, "memory/total": 4112445440,
             "disk/root": 25.8, "net/eth0/in": 1520.4, "temperature/cpu": -0.5}
            """);
    JsonObject expected =
        Json.createObjectBuilder(facts(ExampleSnapshots.full())).add("metrics", metrics).build();
    assertEquals(expected.toString(), snapshotJson(ExampleSnapshots.full()).toString());
  }
}
