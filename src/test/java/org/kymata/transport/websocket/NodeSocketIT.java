package org.kymata.transport.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kymata.testing.LiveSubscriptions.awaitPoint;
import static org.kymata.testing.LiveSubscriptions.openPage;
import static org.kymata.testing.LiveSubscriptions.points;
import static org.kymata.testing.LiveSubscriptions.topic;
import static org.kymata.testing.LiveSubscriptions.values;

import jakarta.json.JsonArray;
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
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kymata.testing.FrameReceiver;
import org.kymata.testing.Hub;
import org.kymata.testing.Hub.Sensor;
import org.kymata.testing.HubArchive;
import org.kymata.testing.ProtocolCase;
import org.kymata.testing.WebSocketClient;

/** Frames of nodes on the socket, and the replies to them. */
@ExtendWith(ArquillianExtension.class)
class NodeSocketIT {

  private static final int POLICY = 1008;

  private static List<Sensor> stage;

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

  @Test
  void envelopeWithAnIdIsAnsweredAfterItsCommit() {
    Sensor sensor = hub.newSensor();
    try (WebSocketClient node = sensor.client().socket()) {
      JsonObject reply =
          node.send(
                  """
                  {"v":1,"type":"readings","id":"41","payload":
                   [{"metric":"m","value":1},{"metric":"m"},{"metric":"m","value":2}]}""")
              .awaitReply("41");
      assertEquals("accepted", reply.getString("type"));
      assertEquals(2, FrameReceiver.payload(reply).getInt("accepted"));
      JsonArray rejected = FrameReceiver.payload(reply).getJsonArray("rejected");
      assertEquals(1, rejected.getJsonObject(0).getInt("index"));
      String history = hub.viewer().get("/api/readings?node=" + sensor.id()).text();
      assertTrue(history.contains("\"count\":2"), history);
    }
  }

  @Test
  void bareFrameIsAnsweredOnlyWhenSomethingWasWrong() {
    Sensor sensor = hub.newSensor();
    try (WebSocketClient page = openPage(hub, topic(sensor));
        WebSocketClient node = sensor.client().socket()) {
      node.send("{\"metric\":\"m\",\"value\":1}");
      awaitPoint(page, sensor, "m");
      node.send("[{\"metric\":\"m\",\"value\":2},{\"metric\":\"m\",\"value\":null}]");
      JsonObject problem = node.await("error");
      assertEquals(1, node.all().size());
      assertEquals(400, problem.getInt("status"));
      assertEquals(1, problem.getInt("accepted"));
      assertEquals(1, problem.getJsonArray("rejected").getJsonObject(0).getInt("index"));
      assertFalse(node.all().get(0).containsKey("id"));
    }
  }

  static List<ProtocolCase> badNodeFrames() {
    // The test's WebSocket client only sends UTF-8.
    return ProtocolCase.allIn("readings/bad").stream()
        .filter(golden -> !golden.isFromPerson() && !golden.expected().containsKey("now"))
        .filter(golden -> !golden.name().equals("not-utf8"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("badNodeFrames")
  void badFrameOfANodeIsAnsweredAndTheSocketStaysOpen(ProtocolCase golden) {
    Sensor sensor = stage().get(0);
    try (WebSocketClient node = sensor.client().socket()) {
      node.send(golden.text());
      JsonObject problem = node.await("error");
      assertEquals(400, problem.getInt("status"));
      List<JsonObject> expected = golden.expectedList("rejected");
      for (int i = 0; i < expected.size(); i++) {
        JsonObject rejected = problem.getJsonArray("rejected").getJsonObject(i);
        assertEquals(expected.get(i).getInt("index"), rejected.getInt("index"));
        assertTrue(
            rejected.getString("reason").contains(expected.get(i).getString("reason")),
            problem::toString);
      }
      node.send("{\"v\":1,\"type\":\"ping\",\"id\":\"still here\"}").awaitReply("still here");
    }
  }

  private List<Sensor> stage() {
    if (stage == null) {
      stage = List.of(hub.newSensor("greenhouse-1"), hub.newSensor("door-1"));
    }
    return stage;
  }

  @ParameterizedTest
  @ValueSource(strings = {"subscribe", "dance", ""})
  void nodeIsAnsweredWithWhatItMaySend(String type) {
    try (WebSocketClient node = hub.newSensor().client().socket()) {
      JsonObject reply =
          node.send("{\"v\":1,\"type\":\"%s\",\"id\":\"7\",\"payload\":{}}".formatted(type))
              .awaitReply("7");
      assertEquals("error", reply.getString("type"));
    }
  }

  @Test
  void socketOfANodeClosesWhenItsTokenEnds() {
    Sensor renewed = hub.newSensor();
    Sensor deleted = hub.newSensor();
    Sensor untouched = hub.newSensor();
    try (WebSocketClient first = renewed.client().socket();
        WebSocketClient second = deleted.client().socket();
        WebSocketClient third = untouched.client().socket()) {
      for (WebSocketClient node : List.of(first, second, third)) {
        node.send("{\"v\":1,\"type\":\"ping\",\"id\":\"1\"}").awaitReply("1");
      }
      hub.admin().post("/api/nodes/" + renewed.id() + "/token", "");
      assertEquals(POLICY, first.awaitClose());
      hub.admin().delete("/api/nodes/" + deleted.id());
      assertEquals(POLICY, second.awaitClose());
      third.send("{\"v\":1,\"type\":\"ping\",\"id\":\"2\"}").awaitReply("2");
    }
  }

  @Test
  void nodeReceivesNothingOfOthers() {
    Sensor sensor = hub.newSensor();
    Sensor other = hub.newSensor();
    try (WebSocketClient node = sensor.client().socket()) {
      other.send("m", "1");
      node.send("{\"v\":1,\"type\":\"ping\",\"id\":\"1\"}").awaitReply("1");
      assertEquals(1, node.all().size(), node.all()::toString);
    }
  }

  @Test
  void readingWithATypeOfItsOwnIsAReading() {
    Sensor sensor = hub.newSensor();
    try (WebSocketClient page = openPage(hub, topic(sensor));
        WebSocketClient node = sensor.client().socket()) {
      node.send("{\"type\":\"ping\",\"metric\":\"m\",\"value\":7}");
      JsonObject payload = awaitPoint(page, sensor, "m");
      assertEquals(List.of(7), values(points(payload, sensor, "m")));
    }
  }
}
