package org.kymata.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kymata.testing.LiveSubscriptions.awaitPoint;
import static org.kymata.testing.LiveSubscriptions.openPage;
import static org.kymata.testing.LiveSubscriptions.points;
import static org.kymata.testing.LiveSubscriptions.topic;
import static org.kymata.testing.LiveSubscriptions.values;

import jakarta.json.JsonObject;
import java.net.URL;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
import org.kymata.testing.HubClient;
import org.kymata.testing.HubResponse;
import org.kymata.testing.ProtocolCase;
import org.kymata.testing.SseClient;
import org.kymata.testing.WebSocketClient;

/** What pages get by WebSocket and by server-sent events. */
@ExtendWith(ArquillianExtension.class)
class LiveIT {

  private static final String ALL = "[{\"node\":\"*\"}]";
  private static final int MAX_FRAME = 64 << 10;
  private static final int CANNOT_ACCEPT = 1003;
  private static final int TOO_BIG = 1009;

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

  // --- A page that subscribes

  @Test
  void welcomeIsTheFirstFrame() {
    try (WebSocketClient page = hub.viewer().socket()) {
      JsonObject welcome = page.await("welcome");
      assertEquals("welcome", page.all().get(0).getString("type"));
      assertEquals(1, page.all().get(0).getInt("v"));
      assertTrue(welcome.getJsonNumber("time").longValue() > 0);
      assertEquals("viewer", welcome.getJsonObject("user").getString("role"));
      assertEquals(10, welcome.getInt("heartbeatSeconds"));
    }
  }

  @Test
  void pageWithoutAPastGetsAnEmptyBacklog() {
    Sensor sensor = hub.newSensor();
    sensor.send("m", "1");
    try (WebSocketClient page = hub.viewer().socket()) {
      JsonObject reply = page.subscribe("7", topic(sensor), "").awaitReply("7");
      JsonObject payload = FrameReceiver.payload(reply);
      assertEquals("readings", reply.getString("type"));
      assertTrue(payload.getBoolean("backlog"));
      assertTrue(payload.getBoolean("complete"));
      assertEquals(0, payload.getJsonArray("series").size());
      assertTrue(payload.getJsonNumber("cursor").longValue() > 0);
    }
  }

  @Test
  void committedReadingComesLive() {
    Sensor sensor = hub.newSensor();
    try (WebSocketClient page = openPage(hub, topic(sensor))) {
      sensor
          .client()
          .post(
              "/api/readings",
              """
              [{"metric":"t","value":21.5,"time":1700000000123,"unit":"°C"},
               {"metric":"door","value":"open"}]""");
      JsonObject payload = awaitPoint(page, sensor, "t");
      assertEquals("[[1700000000123,21.5]]", points(payload, sensor, "t").toString());
      assertTrue(payload.getJsonNumber("cursor").longValue() > 0);
      assertTrue(payload.getJsonNumber("sent").longValue() > 0);
      JsonObject series = payload.getJsonArray("series").getJsonObject(0);
      assertEquals("°C", series.getString("unit"));
      assertEquals("open", points(payload, sensor, "door").get(0).getString(1));
    }
  }

  @Test
  void pageReceivesItsTopicsAndNothingElse() {
    Sensor watched = hub.newSensor();
    Sensor other = hub.newSensor();
    try (WebSocketClient ofMetric = openPage(hub, topic(watched, "a"));
        WebSocketClient ofNode = openPage(hub, topic(watched));
        WebSocketClient ofAll = openPage(hub, ALL)) {
      other.send("a", "1");
      watched.send("b", "2");
      watched.send("a", "3");
      for (WebSocketClient page : List.of(ofMetric, ofNode, ofAll)) {
        awaitPoint(page, watched, "a");
      }
      assertEquals(List.of(), points(ofMetric, watched, "b"));
      assertEquals(List.of(2), values(points(ofNode, watched, "b")));
      assertEquals(List.of(), points(ofNode, other, "a"));
      assertEquals(List.of(1), values(points(ofAll, other, "a")));
    }
  }

  @Test
  void subscriptionsAddUpAndUnsubscribeRemoves() {
    Sensor sensor = hub.newSensor();
    try (WebSocketClient page = openPage(hub, topic(sensor, "a"))) {
      page.subscribe("more", topic(sensor, "b"), "").awaitReply("more");
      sensor.send("a", "1");
      sensor.send("b", "2");
      awaitPoint(page, sensor, "b");
      assertEquals(List.of(1), values(points(page, sensor, "a")));

      page.send(
          "{\"v\":1,\"type\":\"unsubscribe\",\"id\":\"less\",\"payload\":{\"topics\":%s}}"
              .formatted(topic(sensor, "a")));
      JsonObject reply = page.awaitReply("less");
      assertEquals("readings", reply.getString("type"));
      assertEquals(0, FrameReceiver.payload(reply).getJsonArray("series").size());
      sensor.send("a", "3");
      sensor.send("b", "4");
      page.await("readings", payload -> values(points(payload, sensor, "b")).contains(4));
      assertEquals(List.of(1), values(points(page, sensor, "a")));

      page.send("{\"v\":1,\"type\":\"unsubscribe\",\"id\":\"all\",\"payload\":{}}");
      page.awaitReply("all");
      sensor.send("b", "5");
      page.subscribe("again", topic(sensor, "c"), "").awaitReply("again");
      sensor.send("c", "6");
      awaitPoint(page, sensor, "c");
      assertEquals(List.of(2, 4), values(points(page, sensor, "b")));
    }
  }

  @Test
  void topicsOfOnePageAreBounded() {
    try (WebSocketClient page = hub.viewer().socket()) {
      page.subscribe("1", topics(0, 400), "").awaitReply("1");
      JsonObject refused = page.subscribe("2", topics(400, 501), "").awaitReply("2");
      assertEquals("error", refused.getString("type"));
      assertTrue(FrameReceiver.payload(refused).getString("detail").contains("500"));
      assertEquals(
          "readings", page.subscribe("3", topics(400, 500), "").awaitReply("3").getString("type"));
    }
  }

  private static String topics(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> "{\"node\":\"k3f9x2ma\",\"metric\":\"m" + i + "\"}")
        .collect(Collectors.joining(",", "[", "]"));
  }

  @Test
  void pingIsAnsweredAndTheHubBeatsByItself() {
    try (WebSocketClient page = hub.viewer().socket()) {
      JsonObject pong =
          page.send("{\"v\":1,\"type\":\"ping\",\"id\":\"9\",\"payload\":{}}").awaitReply("9");
      assertEquals("pong", pong.getString("type"));
      assertTrue(FrameReceiver.payload(pong).getJsonNumber("time").longValue() > 0);
      page.await("pong");
      List<JsonObject> all = page.all();
      assertFalse(all.get(all.size() - 1).containsKey("id"));
    }
  }

  // --- Invalid frames

  static List<ProtocolCase> badFrames() {
    return ProtocolCase.allIn("browser/bad");
  }

  @ParameterizedTest
  @MethodSource("badFrames")
  void badFrameIsAnsweredAndTheSocketStaysOpen(ProtocolCase golden) {
    try (WebSocketClient page = hub.viewer().socket()) {
      page.send(golden.text());
      JsonObject problem = page.await("error");
      assertEquals(400, problem.getInt("status"));
      assertTrue(
          problem.getString("detail").contains(golden.expected("detail", "")), problem::toString);
      JsonObject frame = page.all().get(page.all().size() - 1);
      assertEquals(golden.expected("id", null), frame.getString("id", null));
      page.send("{\"v\":1,\"type\":\"ping\",\"id\":\"still here\"}").awaitReply("still here");
    }
  }

  @Test
  void frameOf64KibibytesIsAcceptedAndALargerOneClosesTheSocket() {
    String ping = "{\"v\":1,\"type\":\"ping\",\"id\":\"big\",\"payload\":{\"x\":\"%s\"}}";
    String full = ping.formatted("x".repeat(MAX_FRAME - ping.length() + 2));
    assertEquals(MAX_FRAME, full.length());
    try (WebSocketClient page = hub.viewer().socket()) {
      page.send(full).awaitReply("big");
      page.send(full + " ");
      assertEquals(TOO_BIG, page.awaitClose());
    }
    try (WebSocketClient node = hub.newSensor().client().socket()) {
      node.send(full).awaitReply("big");
      node.send(full + " ");
      assertEquals(TOO_BIG, node.awaitClose());
    }
  }

  @Test
  void binaryFrameClosesTheSocket() {
    for (HubClient client : List.of(hub.viewer(), hub.newSensor().client())) {
      try (WebSocketClient socket = client.socket()) {
        socket.sendBinary(new byte[] {1, 2, 3});
        assertEquals(CANNOT_ACCEPT, socket.awaitClose());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"metric\":\"log\",\"value\":\"half \\ud83c\"}",
        "{\"metric\":\"log\",\"value\":\"\\udf31 the other half\"}",
        "{\"metric\":\"t\",\"value\":1,\"unit\":\"\\ud83c\"}",
        "{\"metric\":\"log\",\"value\":\"\\u0000\\u0007\\u2028\"}"
      })
  void textThatCannotBeEncodedHarmsNoOtherPage(String reading) {
    Sensor sensor = hub.newSensor();
    try (WebSocketClient page = openPage(hub, ALL);
        SseClient events = hub.viewer().events("topic=*")) {
      events.await("readings");
      sensor.client().post("/api/readings", reading);
      sensor.send("t", "7");
      for (FrameReceiver inbox : List.of(page, events)) {
        inbox.await("readings", payload -> values(points(payload, sensor, "t")).contains(7));
      }
    }
  }

  // --- Node status and host facts

  @Test
  void everyPageReceivesNodesThatComeGoAndChange() {
    try (WebSocketClient page = hub.viewer().socket();
        SseClient events = hub.viewer().events("")) {
      page.await("welcome");
      events.await("welcome");
      Sensor sensor = hub.newSensor();
      for (FrameReceiver inbox : List.of(page, events)) {
        JsonObject made = awaitPresence(inbox, sensor, "new");
        assertEquals(sensor.name(), made.getString("name"));
        assertFalse(made.containsKey("metrics"));
      }
      sensor.send("m", "1");
      for (FrameReceiver inbox : List.of(page, events)) {
        assertTrue(awaitPresence(inbox, sensor, "online").containsKey("lastSeen"));
      }
      String name = Hub.freshName("renamed");
      hub.admin().patch("/api/nodes/" + sensor.id(), "{\"name\":\"%s\"}".formatted(name));
      hub.admin().delete("/api/nodes/" + sensor.id());
      for (FrameReceiver inbox : List.of(page, events)) {
        inbox.await("presence", node -> node.getString("name", "").equals(name));
        JsonObject gone = inbox.await("presence", node -> node.getString("id").equals(sensor.id()));
        assertTrue(gone.getBoolean("deleted"), gone::toString);
      }
    }
  }

  private static JsonObject awaitPresence(
      FrameReceiver page, Sensor sensor, String expectedStatus) {
    return page.await(
        "presence",
        node ->
            node.getString("id").equals(sensor.id())
                && node.getString("presence", "").equals(expectedStatus));
  }

  @Test
  void nodeThatStopsIsPublishedAsSilent() {
    Sensor sensor = hub.newSensor();
    try (WebSocketClient page = hub.viewer().socket()) {
      sensor.send("m", "1");
      sensor.send("m", "2");
      awaitPresence(page, sensor, "silent");
      HubResponse node = hub.viewer().get("/api/nodes/" + sensor.id());
      assertEquals("silent", node.json().getString("presence"));
    }
  }

  @Test
  void factsOfAMachineAreNotSentWithEverySample() {
    String self = hub.viewer().get("/api/nodes/this-machine").json().getString("id");
    try (WebSocketClient page = openPage(hub, "[{\"node\":\"" + self + "\"}]")) {
      int samples = 3;
      for (int i = 0; i < samples; i++) {
        page.await("readings", payload -> payload.toString().contains("\"uptime\""));
      }
      long received = page.all().stream().filter(each -> isOf(each, "vitals")).count();
      assertTrue(received < samples, () -> received + " frames");
    }
  }

  private static boolean isOf(JsonObject frame, String type) {
    return frame.getString("type").equals(type);
  }

  // --- Server-sent events

  @Test
  void eventsBeginWithTheWelcomeAndTheBacklog() {
    Sensor sensor = hub.newSensor();
    long since = System.currentTimeMillis();
    sensor.send("a", "1");
    sensor.send("b", "2");
    String query = "topic=" + sensor.id() + ":a&topic=" + sensor.id() + ":c&since=" + since;
    try (SseClient page = hub.viewer().events(query)) {
      assertEquals(200, page.status());
      assertTrue(page.header("Content-Type").startsWith("text/event-stream"));
      assertEquals("no-store", page.header("Cache-Control"));
      assertEquals("", page.header("Content-Encoding"));
      page.await("welcome");
      JsonObject backlog = page.await("readings");
      assertTrue(backlog.getBoolean("backlog") && backlog.getBoolean("complete"));
      assertEquals(List.of(1), values(points(backlog, sensor, "a")));
      sensor.send("b", "3");
      sensor.send("c", "4");
      awaitPoint(page, sensor, "c");
      assertEquals(List.of(), points(page, sensor, "b"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "topic=",
        "topic=a%20b",
        "topic=k3f9x2ma:",
        "topic=k3f9x2ma:a%27",
        "topic=*&since=x",
        "topic=*&since=-1",
        "topic=*&cursor=1.5",
        "topic=*&since=99999999999999999999"
      })
  void badQueryOfEventsIsAProblem(String query) {
    HubResponse answer = hub.viewer().get("/api/live?" + query);
    assertEquals(400, answer.status(), answer::toString);
    assertEquals("application/problem+json", answer.mediaType());
  }

  // --- Slow pages

  @Test
  void pageThatReadsNothingDelaysNoOtherAndKeepsTheNewest() {
    Sensor sensor = hub.newSensor();
    String filler = "x".repeat(250);
    int perCall = 3000;
    int calls = 40;
    try (WebSocketClient stalled = hub.viewer().stalledSocket();
        WebSocketClient page = openPage(hub, topic(sensor, "end"))) {
      stalled.subscribe("deaf", topic(sensor), "");
      for (int call = 0; call < calls; call++) {
        String batch =
            IntStream.range(0, perCall)
                .mapToObj(i -> "{\"metric\":\"log\",\"value\":\"" + filler + "\"}")
                .collect(Collectors.joining(",", "[", "]"));
        assertEquals(200, sensor.client().post("/api/readings", batch).status());
      }
      sensor.send("end", "7");
      assertEquals(List.of(7), values(points(awaitPoint(page, sensor, "end"), sensor, "end")));

      stalled.startReading();
      awaitPoint(stalled, sensor, "end");
      int dropped =
          stalled.all().stream()
              .mapToInt(each -> FrameReceiver.payload(each).getInt("dropped", 0))
              .sum();
      assertTrue(dropped > 0);
      assertEquals(perCall * calls, points(stalled, sensor, "log").size() + dropped);
    }
  }
}
