package org.kymata.transport.tcp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.net.URL;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.kymata.testing.FuzzInputs;
import org.kymata.testing.Hub;
import org.kymata.testing.HubArchive;
import org.kymata.testing.HubResponse;
import org.kymata.testing.Ports;
import org.kymata.testing.ProtocolCase;
import org.kymata.testing.TcpNode;

/** Nodes on the TCP port: real sockets, no token, adopted by an operator. */
@ExtendWith(ArquillianExtension.class)
class TcpTransportIT {

  private static final int PORT = Ports.free();
  private static final int IDLE = 1_000;
  private static final int MUTANTS = 5_000;

  @ArquillianResource private URL deployed;
  private Hub hub;

  @Deployment(testable = false)
  static WebArchive hub() {
    return HubArchive.fresh("kymata.tcp.port=" + PORT + "\nkymata.tcp.address=127.0.0.1\n");
  }

  @BeforeEach
  void findHub() {
    hub = Hub.of(this, deployed);
  }

  private JsonObject pendingNode(String sensor) {
    return await()
        .until(
            () ->
                hub.operator().get("api/pending-nodes").json().getJsonArray("pendingNodes").stream()
                    .map(each -> each.asJsonObject())
                    .filter(each -> each.getString("name").equals(sensor))
                    .findFirst()
                    .orElse(null),
            found -> found != null);
  }

  /** Adopts a pending sensor; returns the id of its node. */
  private String adopt(String sensor) {
    HubResponse adopted =
        hub.operator()
            .post(
                "api/pending-nodes/" + pendingNode(sensor).getString("id") + "/adopt",
                "{\"name\":\"" + Hub.freshName(sensor) + "\"}");
    assertTrue(adopted.status() / 100 == 2, adopted::toString);
    return adopted.json().getString("id");
  }

  private JsonObject node(String id) {
    return hub.viewer().get("api/nodes/" + id).json();
  }

  private void awaitValue(String id, String metric, double value) {
    await()
        .until(
            () ->
                node(id).getJsonArray("metrics").stream()
                    .map(each -> each.asJsonObject())
                    .anyMatch(
                        each ->
                            each.getString("metric").equals(metric)
                                && each.getJsonNumber("value").doubleValue() == value));
  }

  @Test
  void pendingNodeIsAdoptedOnTheOpenConnectionAndItsReadingsCountFromThenOn() {
    String sensor = Hub.freshName("gps");
    try (TcpNode tcp = new TcpNode(PORT)) {
      tcp.send("{\"sensor\":\"" + sensor + "\",\"time\":1351824120,\"speed\":1}");
      JsonObject pending = pendingNode(sensor);
      assertEquals("tcp", pending.getString("door"));
      assertEquals("127.0.0.1", pending.getString("address"));
      assertTrue(pending.getString("decoded").contains("\"speed\":1"));
      String id = adopt(sensor);
      assertTrue(node(id).getJsonArray("metrics").isEmpty());

      tcp.send("{\"sensor\":\"" + sensor + "\",\"time\":1351824121,\"speed\":2}");
      awaitValue(id, "speed", 2);
      assertEquals(1, node(id).getInt("late"));
      String history =
          hub.viewer().get("api/readings?node=" + id + "&from=1351824000&to=1351825000").text();
      assertTrue(history.contains("\"points\":[[1351824121000,2]]"), history);
      assertTrue(history.contains("\"late\":[1351824121000]"), history);
    }
    try (TcpNode again = new TcpNode(PORT)) {
      String id = hub.viewer().get("api/nodes").text();
      again.send("{\"sensor\":\"" + sensor + "\",\"speed\":3}");
      await().until(() -> hub.viewer().get("api/nodes").text().contains("\"value\":3"));
      assertFalse(id.isEmpty());
    }
  }

  @Test
  void actionGoesOutAsALineAndTheNextReadingConfirmsIt() {
    String sensor = Hub.freshName("relay");
    try (TcpNode tcp = new TcpNode(PORT)) {
      tcp.send("{\"sensor\":\"" + sensor + "\",\"relay\":false}");
      String id = adopt(sensor);
      HubResponse ordered =
          hub.operator().post("api/nodes/" + id + "/commands", "{\"action\":\"togglerele\"}");
      assertEquals(202, ordered.status(), ordered::toString);
      JsonObject action = tcp.receive();
      assertEquals("fromservertonode", action.getString("type"));
      assertEquals("togglerele", action.getString("action"));
      tcp.send("{\"sensor\":\"" + sensor + "\",\"relay\":true}");
      String command = "api/commands/" + ordered.json().getString("id");
      await().until(() -> hub.viewer().get(command).json().getString("state").equals("confirmed"));
    }
  }

  @Test
  void framesOfANodeAreShownToOperatorsOnly() {
    String sensor = Hub.freshName("shown");
    try (TcpNode tcp = new TcpNode(PORT)) {
      tcp.send("{\"sensor\":\"" + sensor + "\"}");
      String id = adopt(sensor);
      tcp.send("{\"sensor\":\"" + sensor + "\",\"speed\":2}");
      tcp.sendRaw("rubbish!\n".getBytes(UTF_8));
      assertTrue(tcp.receive().getString("msg").contains("not base64"));
      String path = "api/nodes/" + id + "/messages";
      JsonObject messages = hub.operator().get(path).json();
      assertFalse(messages.getBoolean("paused"));
      List<JsonObject> frames = messages.getJsonArray("frames").getValuesAs(JsonObject.class);
      assertEquals(3, frames.size(), frames::toString);
      assertEquals("tcp", frames.get(0).getString("door"));
      assertEquals("in", frames.get(0).getString("direction"));
      assertTrue(frames.get(0).getString("decoded").contains("\"speed\":2"));
      assertEquals("rubbish!", frames.get(1).getString("raw"));
      assertTrue(frames.get(1).getString("fault").contains("not base64"));
      assertEquals("out", frames.get(2).getString("direction"));
      assertEquals(403, hub.viewer().get(path).status());
      assertEquals(401, hub.stranger().get(path).status());
    }
  }

  @Test
  void goodNodesAreServedBesideManySilentOnesHalfLinesAndRubbish() {
    String sensor = Hub.freshName("good");
    List<TcpNode> silent = new ArrayList<>();
    try (TcpNode good = new TcpNode(PORT)) {
      good.send("{\"sensor\":\"" + sensor + "\"}");
      String id = adopt(sensor);
      for (int i = 0; i < IDLE; i++) {
        silent.add(new TcpNode(PORT));
        if (i % 3 == 0) {
          silent.get(i).sendRaw("eyJzZW5zb3".getBytes(UTF_8));
        }
      }
      rubbish();
      good.send("{\"sensor\":\"" + sensor + "\",\"speed\":7}");
      awaitValue(id, "speed", 7);
      silent.get(0).sendRaw("IiOiJsYXRlIn0=\n".getBytes(UTF_8));
      silent.get(1).send("{\"sensor\":\"late-too\"}");
      pendingNode("late-too");
    } finally {
      silent.forEach(TcpNode::close);
    }
  }

  /** Malformed lines from a seed, in packets of random sizes. */
  private static void rubbish() {
    List<byte[]> lines =
        Stream.of("tcp/good", "tcp/bad")
            .flatMap(folder -> ProtocolCase.allIn(folder).stream())
            .map(ProtocolCase::frame)
            .toList();
    List<byte[]> objects =
        ProtocolCase.allIn("tcp/good").stream()
            .map(golden -> Base64.getMimeDecoder().decode(golden.frame()))
            .toList();
    FuzzInputs ofLines = new FuzzInputs(lines, new Random(1));
    FuzzInputs ofObjects = new FuzzInputs(objects, new Random(2));
    TcpNode bad = new TcpNode(PORT);
    for (int i = 0; i < MUTANTS; i++) {
      try {
        bad.sendRaw(ofLines.next());
        bad.sendRaw((Base64.getEncoder().encodeToString(ofObjects.next()) + "\n").getBytes(UTF_8));
      } catch (java.io.UncheckedIOException e) {
        // The hub has closed this connection after too many errors.
        bad.close();
        bad = new TcpNode(PORT);
      }
    }
    bad.close();
  }

  private String newKey(String id) {
    HubResponse made = hub.operator().post("api/nodes/" + id + "/key", "");
    assertEquals(200, made.status(), made::toString);
    return made.json().getString("key");
  }

  private static void assertRejected(String code, JsonObject reply) {
    assertEquals("error", reply.getString("type"), reply::toString);
    assertEquals(code, reply.getString("code", ""), reply::toString);
  }

  @Test
  void nodeWithAKeyIsSpokenForByItsKeyAndByNothingElse() {
    String sensor = Hub.freshName("keyed");
    String other = Hub.freshName("other");
    try (TcpNode first = new TcpNode(PORT);
        TcpNode keyed = new TcpNode(PORT)) {
      first.send("{\"sensor\":\"" + sensor + "\",\"speed\":1}");
      String id = adopt(sensor);
      first.send("{\"sensor\":\"" + sensor + "\",\"speed\":2}");
      awaitValue(id, "speed", 2);
      String key = newKey(id);
      assertTrue(node(id).getBoolean("hasKey"));
      // An open connection is not bound to this node any more, and neither is its address.
      assertEquals("error", first.receive().getString("type"));
      first.send("{\"sensor\":\"" + sensor + "\",\"speed\":3}");
      assertRejected("node.key.missing", first.receive());
      first.send("{\"sensor\":\"" + sensor + "\",\"key\":\"kymn_wrong\",\"speed\":3}");
      assertRejected("node.key.wrong", first.receive());

      // With another name, in at most 128 bytes, and the key sent once for the connection.
      String shown = "{\"sensor\":\"" + other + "\",\"key\":\"" + key + "\",\"speed\":4}";
      assertTrue(shown.length() <= 128, shown);
      keyed.send(shown);
      awaitValue(id, "speed", 4);
      keyed.send("{\"sensor\":\"" + other + "\",\"speed\":5}");
      awaitValue(id, "speed", 5);

      HubResponse ordered =
          hub.operator().post("api/nodes/" + id + "/commands", "{\"action\":\"togglerele\"}");
      assertEquals(202, ordered.status(), ordered::toString);
      assertEquals("togglerele", keyed.receive().getString("action"));
      first.send("{\"sensor\":\"" + sensor + "\",\"speed\":6}");
      // The reply to its next line comes first, so the command did not go to this connection.
      assertRejected("node.key.missing", first.receive());

      JsonObject json = node(id);
      assertEquals(3, json.getJsonObject("keyRejected").getInt("count"), json::toString);
      String everywhere =
          json
              + hub.operator().get("api/nodes/" + id + "/messages").text()
              + hub.viewer().get("api/readings?node=" + id).text()
              + hub.operator().get("api/pending-nodes").text()
              + hub.operator().get("api/audit").text();
      assertTrue(everywhere.contains("this node has a key"), everywhere);
      assertFalse(everywhere.contains(key.substring(5)), everywhere);
      assertFalse(everywhere.contains(encoded(key)), everywhere);
      assertFalse(json.getJsonArray("metrics").toString().contains("\"key\""), json::toString);

      String next = newKey(id);
      assertEquals("error", keyed.receive().getString("type"));
      keyed.send(shown.replace("4}", "7}"));
      assertRejected("node.key.wrong", keyed.receive());
      keyed.send(shown.replace(key, next).replace("4}", "8}"));
      awaitValue(id, "speed", 8);

      assertEquals(204, hub.operator().delete("api/nodes/" + id + "/key").status());
      assertFalse(node(id).containsKey("hasKey"));
      first.send("{\"sensor\":\"" + sensor + "\",\"speed\":9}");
      awaitValue(id, "speed", 9);
    }
  }

  /** A part of the base64 of a key, whatever precedes it: too long for a coincidence. */
  private static String encoded(String key) {
    String line = TcpNode.line("{\"key\":\"" + key).strip();
    return line.substring(8, 32);
  }

  @Test
  void wrongKeysEndTheConnectionAndTheRightOneStillOpens() {
    String id = hub.newSensor().id();
    String key = newKey(id);
    String address = "127.0.0.77";
    try (TcpNode guessing = new TcpNode(PORT, address)) {
      String last = "";
      for (int i = 0; !last.equals("node.key.throttled"); i++) {
        guessing.send("{\"sensor\":\"guess\",\"key\":\"kymn_" + i + "\"}");
        last = guessing.receive().getString("code");
        assertTrue(i <= 20, last);
      }
      assertTrue(guessing.awaitClose());
    }
    try (TcpNode right = new TcpNode(PORT, address)) {
      right.send("{\"key\":\"" + key + "\",\"speed\":1}");
      awaitValue(id, "speed", 1);
    }
    String list = hub.operator().get("api/pending-nodes").text();
    assertTrue(list.contains("\"keyRejected\""), list);
    assertFalse(list.contains("\"guess\""), list);
  }

  @Test
  void keysAreMadeAndRemovedByOperatorsOnly() {
    String path = "api/nodes/" + hub.newSensor().id() + "/key";
    assertEquals(403, hub.viewer().post(path, "").status());
    assertEquals(403, hub.viewer().delete(path).status());
    assertEquals(401, hub.stranger().post(path, "").status());
    assertEquals(404, hub.operator().delete(path).status());
    String self = "api/nodes/this-machine/key";
    assertEquals(409, hub.operator().post(self, "").status());
  }

  @Test
  void numbersThatNeverCameAreCounted() {
    Hub.Sensor sensor = hub.newSensor();
    HubResponse answer =
        sensor
            .client()
            .post(
                "api/readings",
                "[{\"metric\":\"m\",\"value\":1,\"seq\":1},{\"metric\":\"m\",\"value\":2,\"seq\":5}]");
    assertEquals(200, answer.status());
    await().until(() -> node(sensor.id()).containsKey("gaps"));
    assertEquals(3, node(sensor.id()).getJsonObject("gaps").getInt("missing"));
    assertFalse(node(sensor.id()).containsKey("late"));
    JsonObject messages = hub.operator().get("api/nodes/" + sensor.id() + "/messages").json();
    List<JsonObject> frames = messages.getJsonArray("frames").getValuesAs(JsonObject.class);
    assertEquals("rest", frames.get(0).getString("door"));
    assertEquals("m = 1\nm = 2", frames.get(0).getString("decoded"));
    assertTrue(frames.get(1).getString("raw").contains("\"accepted\":2"));
  }
}
