package org.kymata.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kymata.testing.LiveSubscriptions.topic;

import jakarta.json.JsonObject;
import java.net.URL;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kymata.testing.FrameReceiver;
import org.kymata.testing.Hub;
import org.kymata.testing.Hub.Sensor;
import org.kymata.testing.HubArchive;
import org.kymata.testing.HubClient;
import org.kymata.testing.HubResponse;
import org.kymata.testing.LiveSubscriptions;
import org.kymata.testing.ProtocolCase;
import org.kymata.testing.WebSocketClient;

/** Commands from people to nodes, over real sockets. */
@ExtendWith(ArquillianExtension.class)
class CommandsIT {

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

  private JsonObject submit(Sensor sensor, String body) {
    HubResponse answer = hub.operator().post("api/nodes/" + sensor.id() + "/commands", body);
    assertEquals(202, answer.status(), answer::toString);
    return answer.json();
  }

  private static WebSocketClient connected(Sensor sensor, String actions) {
    WebSocketClient node = sensor.client().socket();
    node.send(
            """
            {"v":1,"type":"hello","id":"h","payload":{"actions":%s}}"""
                .formatted(actions))
        .awaitReply("h");
    return node;
  }

  private static CompletableFuture<HubResponse> poll(Sensor sensor, int seconds) {
    return CompletableFuture.supplyAsync(
        () -> sensor.client().get("api/commands/next?wait=" + seconds),
        work -> new Thread(work).start());
  }

  private static JsonObject awaitState(FrameReceiver page, String id, String state) {
    return page.await(
        "command",
        payload -> payload.getString("id").equals(id) && payload.getString("state").equals(state));
  }

  private void awaitState(String id, String state) {
    Awaitility.await(id + " " + state)
        .atMost(Duration.ofSeconds(20))
        .until(() -> command(id).getString("state").equals(state));
  }

  private JsonObject command(String id) {
    return hub.viewer().get("api/commands/" + id).json();
  }

  @Test
  void switchOnThePageIsProvedByTheNode() {
    Sensor sensor = hub.newSensor();
    String actions = "[{\"name\":\"togglerele\",\"kind\":\"switch\",\"metric\":\"relay\"}]";
    try (WebSocketClient page = LiveSubscriptions.openPage(hub, topic(sensor, "relay"));
        WebSocketClient other = LiveSubscriptions.openPage(hub, topic(hub.newSensor()));
        WebSocketClient node = connected(sensor, actions)) {
      JsonObject told = page.await("presence", each -> each.getString("id").equals(sensor.id()));
      assertEquals(
          ProtocolCase.of("commands/node/good/hello-switch").json().getJsonObject("payload"),
          jakarta.json.Json.createObjectBuilder().add("actions", told.get("actions")).build());
      String id = submit(sensor, "{\"action\":\"togglerele\"}").getString("id");
      JsonObject asked = node.await("command");
      assertEquals(id, asked.getString("id"));
      assertEquals("togglerele", asked.getString("action"));
      assertTrue(asked.getJsonObject("arguments").isEmpty());
      node.send(
              """
              {"v":1,"type":"ack","id":"a","payload":{"id":"%s","done":true}}"""
                  .formatted(id))
          .awaitReply("a");
      assertEquals("acknowledged", command(id).getString("state"));
      node.send("{\"metric\":\"temperature\",\"value\":20}");
      node.send("{\"metric\":\"relay\",\"value\":true}");
      for (String state : List.of("queued", "sent", "acknowledged", "confirmed")) {
        awaitState(page, id, state);
      }
      JsonObject times = command(id).getJsonObject("times");
      assertEquals(4, times.size(), times::toString);
      assertFalse(other.all().stream().anyMatch(each -> each.getString("type").equals("command")));
      JsonObject json = hub.viewer().get("api/nodes/" + sensor.id()).json();
      assertEquals("relay", json.getJsonArray("actions").getJsonObject(0).getString("metric"));
      String listed = hub.viewer().get("api/nodes/" + sensor.id() + "/commands").text();
      assertTrue(listed.contains(id), listed);
    }
  }

  @Test
  void nodeRejectsAndSaysWhy() {
    Sensor sensor = hub.newSensor();
    try (WebSocketClient node = connected(sensor, "[]")) {
      String id = submit(sensor, "{\"action\":\"open\",\"arguments\":{\"a\":[1]}}").getString("id");
      assertEquals(1, node.await("command").getJsonObject("arguments").getJsonArray("a").getInt(0));
      String ack = "{\"v\":1,\"type\":\"ack\",\"id\":\"%s\",\"payload\":%s}";
      String refusal = "{\"id\":\"%s\",\"done\":false,\"reason\":\"locked\"}".formatted(id);
      node.send(ack.formatted("1", refusal)).awaitReply("1");
      assertEquals("rejected", command(id).getString("state"));
      assertEquals("locked", command(id).getString("reason"));
      JsonObject late = node.send(ack.formatted("2", refusal)).awaitReply("2");
      assertEquals("error", late.getString("type"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "hello | {\"actions\":1}",
        "hello | {\"actions\":[1]}",
        "hello | {\"actions\":[{\"name\":\"a\"}]}",
        "hello | {\"actions\":[{\"name\":\"a b\",\"kind\":\"button\"}]}",
        "hello | {\"actions\":[{\"name\":\"a\",\"kind\":\"dial\"}]}",
        "hello | {\"actions\":[{\"name\":\"a\",\"kind\":\"button\",\"metric\":\"\"}]}",
        "hello | {\"actions\":[{\"name\":\"a\",\"kind\":\"button\",\"label\":\"\\u0000\"}]}",
        "hello | []",
        "ack   | {}",
        "ack   | {\"id\":\"nothing\",\"done\":true}",
        "ack   | {\"id\":\"nothing\"}",
        "ack   | {\"id\":1,\"done\":true}",
        "ack   | {\"id\":\"x\",\"done\":\"yes\"}",
        "ack   | {\"id\":\"x\",\"done\":false,\"reason\":1}",
        "ack   | []"
      })
  void badFrameOfANodeIsAnsweredAndTheSocketStaysOpen(String type, String payload) {
    Sensor sensor = hub.newSensor();
    try (WebSocketClient node = sensor.client().socket()) {
      String frame = "{\"v\":1,\"type\":\"%s\",\"id\":\"7\",\"payload\":%s}";
      JsonObject reply = node.send(frame.formatted(type, payload)).awaitReply("7");
      assertEquals("error", reply.getString("type"), reply::toString);
      node.send("{\"v\":1,\"type\":\"ping\",\"id\":\"1\"}").awaitReply("1");
    }
  }

  @Test
  void acknowledgementOfAnotherNodesCommandIsRejected() {
    Sensor sensor = hub.newSensor();
    Sensor thief = hub.newSensor();
    String id = submit(sensor, "{\"action\":\"open\"}").getString("id");
    HubResponse answer = thief.client().post("api/commands/" + id + "/ack", "{\"done\":true}");
    assertEquals(404, answer.status());
    try (WebSocketClient node = thief.client().socket()) {
      String ack = "{\"v\":1,\"type\":\"ack\",\"payload\":{\"id\":\"%s\",\"done\":true}}";
      assertEquals(404, node.send(ack.formatted(id)).await("error").getInt("status"));
    }
    assertEquals("queued", command(id).getString("state"));
  }

  /** OTHER is the other node's id, NAME its name, COMMAND a command that waits for it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "POST   | /api/readings | {\"node\":\"OTHER\",\"metric\":\"stolen\",\"value\":1}",
        "POST   | /api/readings | {\"node\":\"NAME\",\"metric\":\"stolen\",\"value\":1}",
        "POST   | /api/readings | [{\"node\":\"OTHER\",\"metric\":\"stolen\",\"value\":1}]",
        "POST   | /api/readings | {\"node\":\"OTHER\",\"readings\":[{\"metric\":\"stolen\",\"value\":1}]}",
        "POST   | /api/readings?node=OTHER | {\"metric\":\"stolen\",\"value\":1}",
        "POST   | /api/readings | {\"node\":\"this-machine\",\"metric\":\"stolen\",\"value\":1}",
        "POST   | /api/readings | {\"Node\":\"OTHER\",\"metric\":\"stolen\",\"value\":1}",
        "GET    | /api/readings?node=OTHER |",
        "GET    | /api/readings?node=OTHER&format=csv |",
        "GET    | /api/nodes |",
        "GET    | /api/nodes/OTHER |",
        "PATCH  | /api/nodes/OTHER | {\"name\":\"stolen\"}",
        "DELETE | /api/nodes/OTHER |",
        "POST   | /api/nodes/OTHER/token |",
        "GET    | /api/nodes/OTHER/messages |",
        "GET    | /api/nodes/OTHER/commands |",
        "POST   | /api/nodes/OTHER/commands | {\"action\":\"open\"}",
        "GET    | /api/commands/COMMAND |",
        "POST   | /api/commands/COMMAND/ack | {\"done\":true}",
        "POST   | /api/commands/COMMAND/ack | {\"done\":false,\"reason\":\"no\"}",
        "POST   | /api/commands/COMMAND/ack?node=OTHER | {\"done\":true,\"node\":\"OTHER\"}",
        "GET    | /api/commands/next?wait=0&node=OTHER |",
        "GET    | /api/vitals |",
        "GET    | /api/hosts |",
        "GET    | /api/live?topic=* |",
        "GET    | /connexion?node=OTHER |",
        "GET    | /api/keys |",
        "GET    | /api/session |",
        "GET    | /metrics |",
        "GET    | /luminosity/1?node=OTHER |",
        "SOCKET | reading | {\"node\":\"OTHER\",\"metric\":\"stolen\",\"value\":1}",
        "SOCKET | subscribe | {\"topics\":[{\"node\":\"OTHER\"}]}",
        "SOCKET | command | {\"node\":\"OTHER\",\"action\":\"open\"}",
        "SOCKET | ack | {\"id\":\"COMMAND\",\"done\":true}",
        "SOCKET | hello | {\"node\":\"OTHER\",\"actions\":[{\"name\":\"stolen\"}]}"
      })
  void nodeNeitherReadsNorWritesAsAnother(String method, String path, String body) {
    Sensor other = hub.newSensor();
    other.send("secret", "4711");
    String id = submit(other, "{\"action\":\"open\"}").getString("id");
    Sensor thief = hub.newSensor();
    java.util.function.UnaryOperator<String> filled =
        text ->
            text.replace("OTHER", other.id()).replace("NAME", other.name()).replace("COMMAND", id);
    if (method.equals("SOCKET")) {
      try (WebSocketClient node = thief.client().socket()) {
        node.send(
            "{\"v\":1,\"type\":\"%s\",\"id\":\"t\",\"payload\":%s}"
                .formatted(path, filled.apply(body)));
        node.send("{\"v\":1,\"type\":\"ping\",\"id\":\"end\"}").awaitReply("end");
        assertTrue(node.all().stream().noneMatch(it -> it.toString().contains("4711")));
      }
    } else {
      String at = filled.apply(path);
      HubResponse answer =
          method.equals("GET") || method.equals("DELETE")
              ? thief.client().send(method, at, BodyPublishers.noBody())
              : thief.client().send(method, at, body == null ? "" : filled.apply(body));
      assertFalse(answer.text().contains("4711"), answer::toString);
      // Its own word may come back in a complaint.
      boolean said = body != null && body.contains("NAME");
      assertTrue(said || !answer.text().contains(other.name()), answer::toString);
    }
    String seen = hub.admin().get("api/nodes/" + other.id()).text();
    assertFalse(seen.contains("stolen"), seen);
    assertTrue(seen.contains(other.name()), seen);
    assertFalse(hub.admin().get("api/nodes/this-machine").text().contains("stolen"));
    assertEquals("queued", command(id).getString("state"));
    assertEquals(
        200, other.client().post("api/readings", "{\"metric\":\"m\",\"value\":1}").status());
  }

  @Test
  void nodeWithRestAloneFetchesAcknowledgesAndProves() {
    Sensor sensor = hub.newSensor();
    assertEquals(204, poll(sensor, 0).join().status());
    CompletableFuture<HubResponse> waiting = poll(sensor, 60);
    String id =
        submit(sensor, "{\"action\":\"beep\",\"id\":\"beep.1_" + sensor.id() + "\"}")
            .getString("id");
    JsonObject fetched = waiting.join().json();
    assertEquals(id, fetched.getString("id"));
    assertEquals("sent", fetched.getString("state"));
    assertEquals(204, poll(sensor, 0).join().status());
    HubResponse done = sensor.client().post("api/commands/" + id + "/ack", "{\"done\":true}");
    assertEquals(204, done.status(), done::toString);
    assertEquals("acknowledged", command(id).getString("state"));
    sensor.send("m", "1");
    awaitState(id, "confirmed");
    HubResponse again = sensor.client().post("api/commands/" + id + "/ack", "{\"done\":true}");
    assertEquals(404, again.status());
  }

  @Test
  void nodeWithRestAloneDeclaresItsActions() {
    Sensor sensor = hub.newSensor();
    String hello = "{\"actions\":[{\"name\":\"beep\",\"kind\":\"%s\"}]}";
    assertEquals(400, sensor.client().post("api/commands/hello", hello.formatted("dial")).status());
    HubResponse answer = sensor.client().post("api/commands/hello", hello.formatted("button"));
    assertEquals(sensor.name(), answer.json().getString("name"), answer::toString);
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> hub.viewer().get("api/nodes/" + sensor.id()).text().contains("\"beep\""));
    assertEquals(403, hub.admin().post("api/commands/hello", hello).status());
  }

  @Test
  void commandsWaitForANodeAndComeOneByOneInOrder() {
    Sensor sensor = hub.newSensor();
    for (int i = 0; i < 3; i++) {
      submit(sensor, "{\"action\":\"a%d\"}".formatted(i));
    }
    for (int i = 0; i < 3; i++) {
      assertEquals("a" + i, poll(sensor, i == 1 ? 0 : 20).join().json().getString("action"));
    }
    assertEquals(204, poll(sensor, 1).join().status());
  }

  @Test
  void newerPollEndsTheOlder() {
    Sensor sensor = hub.newSensor();
    CompletableFuture<HubResponse> older = poll(sensor, 60);
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              poll(sensor, 0).join();
              return older.isDone();
            });
    assertEquals(204, older.join().status());
    hub.admin().delete("api/nodes/" + sensor.id());
    assertEquals(401, poll(sensor, 0).join().status());
  }

  @Test
  void hundredWaitingPollsLetOthersThrough() {
    List<Sensor> sensors =
        java.util.stream.IntStream.range(0, 100).mapToObj(i -> hub.newSensor()).toList();
    List<CompletableFuture<HubResponse>> polls =
        sensors.stream().map(each -> poll(each, 60)).toList();
    for (Sensor sensor : sensors) {
      submit(sensor, "{\"action\":\"beep\"}");
    }
    polls.forEach(each -> assertEquals("beep", each.join().json().getString("action")));
  }

  @Test
  void pageOrdersAndIsAnsweredWithTheCommand() {
    Sensor sensor = hub.newSensor();
    String frame =
        """
        {"v":1,"type":"command","id":"7","payload":{"node":"%s","action":"%s","ttl":"PT1M"}}""";
    try (WebSocketClient page = hub.operator().socket();
        WebSocketClient viewer = hub.viewer().socket();
        WebSocketClient node = connected(sensor, "[]")) {
      JsonObject reply = page.send(frame.formatted(sensor.id(), "togglerele")).awaitReply("7");
      assertEquals("command", reply.getString("type"), reply::toString);
      JsonObject command = FrameReceiver.payload(reply);
      assertEquals(command.getString("id"), node.await("command").getString("id"));
      assertEquals(60_000, command.getInt("expires") - command.getInt("created"));
      assertEquals(
          403,
          FrameReceiver.payload(viewer.send(frame.formatted(sensor.id(), "x")).awaitReply("7"))
              .getInt("status"));
      assertEquals(
          404,
          FrameReceiver.payload(page.send(frame.formatted("nobody", "x")).awaitReply("7"))
              .getInt("status"));
      assertEquals(
          400,
          FrameReceiver.payload(page.send(frame.formatted(sensor.id(), "a b")).awaitReply("7"))
              .getInt("status"));
      JsonObject entry =
          hub.operator().get("api/audit?limit=1").json().getJsonArray("entries").getJsonObject(0);
      assertEquals("command", entry.getString("what"));
      assertEquals(sensor.name(), entry.getString("nodeName"));
      assertEquals("togglerele", entry.getString("detail"));
    }
  }

  @Test
  void commandOfAnOfflineNodeExpiresOnThePage() {
    Sensor sensor = hub.newSensor();
    try (WebSocketClient page = LiveSubscriptions.openPage(hub, topic(sensor))) {
      String id = submit(sensor, "{\"action\":\"open\",\"ttl\":\"PT1S\"}").getString("id");
      JsonObject expired = awaitState(page, id, "expired");
      assertEquals("the node was not connected", expired.getString("reason"));
    }
  }

  @Test
  void sameIdIsOneCommand() {
    Sensor sensor = hub.newSensor();
    String body =
        "{\"id\":\"once-%s\",\"action\":\"open\",\"settings\":null}".formatted(sensor.id());
    JsonObject first = submit(sensor, body);
    assertEquals(first, submit(sensor, body));
    HubResponse other =
        hub.operator()
            .post("api/nodes/" + sensor.id() + "/commands", body.replace("open", "close"));
    assertEquals(409, other.status());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"action\":1}",
        "{\"action\":\"a b\"}",
        "{\"action\":\"a\",\"arguments\":[]}",
        "{\"action\":\"a\",\"arguments\":{\"a\":1e99999999999}}",
        "{\"action\":\"a\",\"settings\":{\"a\":1}}",
        "{\"action\":\"changesetting\",\"settings\":{},\"arguments\":{}}",
        "{\"action\":\"a\",\"ttl\":\"30\"}",
        "{\"action\":\"a\",\"ttl\":\"PT0S\"}",
        "{\"action\":\"a\",\"ttl\":30}",
        "{\"action\":\"a\",\"id\":\"../x\"}"
      })
  void badRequestIsRejected(String body) {
    Sensor sensor = hub.newSensor();
    HubClient operator = hub.operator();
    HubResponse answer = operator.post("api/nodes/" + sensor.id() + "/commands", body);
    assertEquals(400, answer.status(), answer::toString);
    assertEquals("application/problem+json", answer.mediaType());
  }

  @Test
  void commandForUnknownNodeOrTooLargeIsRejected() {
    HubClient operator = hub.operator();
    String order = "{\"action\":\"a\"}";
    assertEquals(404, operator.post("api/nodes/nobody/commands", order).status());
    assertEquals(409, operator.post("api/nodes/this-machine/commands", order).status());
    String path = "api/nodes/" + hub.newSensor().id() + "/commands";
    for (int size : List.of(5_000, 1_000_000, 1 << 20)) {
      String large = "{\"action\":\"a\",\"arguments\":{\"a\":\"%s\"}}".formatted("x".repeat(size));
      HubResponse answer = operator.post(path, large);
      assertEquals(413, answer.status(), answer::toString);
      assertEquals("application/problem+json", answer.mediaType());
    }
    assertEquals(404, operator.get("api/commands/nothing").status());
    assertEquals(400, operator.get(path + "?limit=0").status());
    assertEquals(400, operator.get("api/audit?limit=x").status());
  }

  @Test
  void longPollIsForNodesAndKeepsItsBounds() {
    Sensor sensor = hub.newSensor();
    assertEquals(403, hub.admin().get("api/commands/next?wait=0").status());
    for (String wait : List.of("61", "-1", "x", "")) {
      assertEquals(400, sensor.client().get("api/commands/next?wait=" + wait).status(), wait);
    }
    String id = submit(sensor, "{\"action\":\"a\"}").getString("id");
    assertEquals(405, sensor.client().send("HEAD", "api/commands/next?wait=0", "").status());
    assertEquals(id, poll(sensor, 0).join().json().getString("id"));
    HubResponse bad = sensor.client().post("api/commands/" + id + "/ack", "{\"done\":1}");
    assertEquals(400, bad.status());
  }

  @Test
  void changesOfNodesAreInTheAudit() {
    Sensor sensor = hub.newSensor();
    hub.admin().patch("api/nodes/" + sensor.id(), "{\"name\":\"renamed-" + sensor.id() + "\"}");
    hub.admin().post("api/nodes/" + sensor.id() + "/token", "");
    hub.admin().delete("api/nodes/" + sensor.id());
    List<String> done =
        hub
            .operator()
            .get("api/audit?limit=1000")
            .json()
            .getJsonArray("entries")
            .getValuesAs(JsonObject.class)
            .stream()
            .filter(entry -> entry.getString("node", "").equals(sensor.id()))
            .map(entry -> entry.getString("by") + " " + entry.getString("what"))
            .toList();
    assertEquals(List.of("admin delete", "admin token", "admin rename", "admin create"), done);
  }
}
