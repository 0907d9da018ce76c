package org.kymata.transport.nodews;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URL;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kymata.testing.Hub;
import org.kymata.testing.HubArchive;
import org.kymata.testing.HubClient;
import org.kymata.testing.HubResponse;
import org.kymata.testing.NodePortClient;
import org.kymata.testing.PendingNodesClient;
import org.kymata.testing.ProtocolCase;
import org.kymata.testing.WebSocketClient;

/** Nodes and pages on the node port, over real sockets. */
@ExtendWith(ArquillianExtension.class)
class NodeWsIT {

  private static final String VALUE = "{\"type\":\"node\",\"msg\":%s}";
  private static final String TOGGLE = "{\"type\":\"webpage\",\"msg\":\"togglerele\"}";
  private static final AtomicInteger ADDRESSES = new AtomicInteger(10);

  @ArquillianResource private URL deployed;
  private Hub hub;
  private PendingNodesClient waiting;

  @Deployment(testable = false)
  static WebArchive hub() {
    return HubArchive.fresh();
  }

  @BeforeEach
  void findHub() {
    hub = Hub.of(this, deployed);
    waiting = new PendingNodesClient(hub);
  }

  /** An address that no other test connects from. */
  private static String freshAddress() {
    int number = ADDRESSES.incrementAndGet();
    return "127.0." + number / 250 + "." + number % 250;
  }

  private static String value(Object value) {
    return VALUE.formatted(value);
  }

  /** Adopts a pending node; returns its id. */
  private String adoptNode(NodePortClient node, String address, String name) {
    node.send(value("\"hello\""));
    JsonObject adopted = waiting.adopt(waiting.await(address, ""), name);
    return adopted.getString("id");
  }

  private void adoptPage(NodePortClient page, String address) {
    page.send(TOGGLE);
    assertTrue(page.await("error").getString("msg").contains("waiting"));
    JsonObject pending = waiting.await(address, "webpage");
    assertTrue(pending.getBoolean("page"));
    assertTrue(waiting.adopt(pending, "ignored").getBoolean("page"));
  }

  // --- Other addresses: nothing

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /index.html",
        "GET /login",
        "POST /login",
        "GET /css/base.css",
        "GET /favicon.svg",
        "GET /health",
        "GET /metrics",
        "GET /openapi",
        "GET /api/nodes",
        "GET /api/live?topic=*",
        "POST /api/readings",
        "POST /api/pending-nodes/1/adopt",
        "GET /connexion",
        "GET /contenu/index.html",
        "GET /luminosity/12",
        "GET /no-such-page",
        "GET /error",
        "GET /ws",
        "GET //",
        "GET /;a=b",
        "DELETE /api/nodes/this-machine",
        "OPTIONS /api/nodes",
        "PUT /",
        "FOO /api/nodes"
      })
  void nothingOfTheWebInterfaceIsReachableThere(String address) {
    String[] parts = address.split(" ");
    URI there = URI.create("http://127.0.0.1:" + NodePortClient.PORT + "/");
    HubClient admin = HubClient.withToken(there, hub.newSensor().token());
    String session = hub.admin().cookie("kymata_signin");
    HubClient person = HubClient.stranger(there);
    person.setCookie("kymata_signin", session);
    for (HubClient client : List.of(HubClient.stranger(there), admin, person)) {
      HubResponse answer = client.send(parts[0], parts[1], "{}", "Accept", "*/*");
      // 400 is the server's own answer to a body where there should be none.
      assertTrue(List.of(400, 404, 426, 405, 501).contains(answer.status()), answer::toString);
      assertFalse(answer.text().contains("Kymata"), answer::toString);
      assertFalse(answer.text().contains("this-machine"), answer::toString);
      assertEquals(List.of(), answer.headers("Set-Cookie"));
      assertFalse(answer.header("Server").orElse("").contains("Payara"), answer::toString);
    }
  }

  @Test
  void rootWithoutAWebSocketExplainsThePort() {
    URI there = URI.create("http://127.0.0.1:" + NodePortClient.PORT + "/");
    HubResponse answer = HubClient.stranger(there).get("/", "Accept", "text/html");
    assertEquals(426, answer.status(), answer::toString);
    assertEquals("text/plain", answer.mediaType());
  }

  /** A browser's handshake; a page of the course sends it like this. */
  private static final String HANDSHAKE =
      "GET / HTTP/1.1|Host: 127.0.0.1|Connection: Upgrade|Upgrade: websocket|Origin: http://a.local"
          + "|Accept-Encoding: gzip, deflate, br|Sec-WebSocket-Version: 13"
          + "|Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";

  @ParameterizedTest
  @CsvSource({
    "'', '', 101",
    "Sec-WebSocket-Key: [^|]+, A: b, 400",
    "Sec-WebSocket-Version: 13, Sec-WebSocket-Version: 8, 400",
    "Sec-WebSocket-Version: 13, A: b, 400",
    "Connection: Upgrade, Connection: keep-alive, 400",
    "Connection: Upgrade, 'Connection: keep-alive, Upgrade', 101",
    "Upgrade: websocket, A: b, 426",
    "Upgrade: websocket, Upgrade: h2c, 426",
  })
  void halfAHandshakeOpensNoSocketAndShowsNoPage(String part, String instead, int status)
      throws IOException {
    String request = HANDSHAKE.replaceFirst("(?<=[|])" + part + "(?=[|]|$)", instead) + "||";
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), NodePortClient.PORT)) {
      socket.getOutputStream().write(request.replace("|", "\r\n").getBytes(UTF_8));
      String answer = new String(socket.getInputStream().readNBytes(12), UTF_8);
      assertEquals("HTTP/1.1 " + status, answer);
    }
  }

  @Test
  void socketOfBrowsersAndNodesWithTokensIsNotThere() {
    HubClient node =
        HubClient.withToken(
            URI.create("http://127.0.0.1:" + NodePortClient.PORT + "/"), hub.newSensor().token());
    assertEquals(
        404, assertThrows(WebSocketClient.HandshakeRejectedException.class, node::socket).status());
    try (NodePortClient other = NodePortClient.at(NodePortClient.PORT, "/x", freshAddress())) {
      assertEquals(404, other.status());
    }
  }

  @Test
  void endpointIsNotAtThePortOfThePages() {
    int main = hub.base().getPort();
    try (NodePortClient stranger = NodePortClient.at(main, "/", "127.0.0.1")) {
      assertTrue(List.of(303, 401).contains(stranger.status()), () -> "" + stranger.status());
    }
    String cookie = "kymata_signin=" + hub.admin().cookie("kymata_signin");
    try (NodePortClient admin = NodePortClient.at(main, "/", "127.0.0.1", "Cookie", cookie)) {
      assertEquals(404, admin.status());
    }
    String bearer = "Bearer " + hub.newSensor().token();
    try (NodePortClient node = NodePortClient.at(main, "/", "127.0.0.1", "Authorization", bearer)) {
      assertEquals(403, node.status());
    }
  }

  // --- From a pending node to a confirmed command

  @Test
  void pendingNodeIsAdoptedSendsActsAndPagesSeeIt() {
    String address = freshAddress();
    String name = Hub.freshName("relay");
    try (NodePortClient node = NodePortClient.from(address);
        NodePortClient page = NodePortClient.from(address)) {
      node.send(value("{\"metric\":\"relay\",\"value\":0}"));
      JsonObject pending = waiting.await(address, "");
      assertEquals("node-ws", pending.getString("door"));
      assertTrue(pending.getString("raw").contains("\"relay\""), pending::toString);
      assertEquals("relay = 0", pending.getString("decoded"));
      String id = waiting.adopt(pending, name).getString("id");
      adoptPage(page, address);
      assertEquals(List.of(), waiting.series(id));

      node.send(value("{\"metric\":\"relay\",\"value\":0}"));
      JsonObject seen = page.await("fromservertowebpage");
      assertEquals("relay", seen.getJsonObject("msg").getString("metric"));
      assertEquals(1, waiting.count(id, "relay"));

      page.send(TOGGLE);
      JsonObject action = node.await("fromservertonode");
      assertEquals(ProtocolCase.of("node-port/hub/action-for-nodes").json(), action);
      node.send(value("{\"metric\":\"relay\",\"value\":1}"));
      page.await("fromservertowebpage", it -> it.getJsonObject("msg").getInt("value") == 1);
      assertEquals(2, waiting.count(id, "relay"));

      JsonObject json = hub.viewer().get("/api/nodes/" + id).json();
      assertFalse(json.getBoolean("hasToken"));
      JsonObject sender = json.getJsonArray("senders").getJsonObject(0);
      assertEquals("node-ws", sender.getString("door"));
      assertEquals(address, sender.getString("address"));
    }
  }

  @Test
  void settingGoesToTheNodeThatIsNamedWithItsFieldsBesideIt() {
    String first = freshAddress();
    String second = freshAddress();
    String name = Hub.freshName("pump");
    try (NodePortClient one = NodePortClient.from(first);
        NodePortClient other = NodePortClient.from(second);
        NodePortClient page = NodePortClient.from(freshPage())) {
      adoptNode(one, first, name);
      adoptNode(other, second, Hub.freshName("pump"));
      adoptPage(page, lastPage);
      page.send(
          """
          {"type":"webpage","msg":"action","action":"changesetting","interval":5,"node":"%s"}"""
              .formatted(name));
      JsonObject setting = one.await("fromservertonode");
      assertEquals(ProtocolCase.of("node-port/hub/setting-for-nodes").json(), setting);
      page.send("{\"type\":\"webpage\",\"msg\":\"togglerele\",\"node\":\"nobody\"}");
      assertTrue(page.await("error").getString("msg").contains("no such node"));
      assertEquals(List.of(), other.all());
    }
  }

  private String lastPage;

  private String freshPage() {
    lastPage = freshAddress();
    return lastPage;
  }

  @ParameterizedTest
  @CsvSource({"21.5,value", "-4,value", "\"on\",value", "true,value"})
  void bareValueIsAReading(String msg, String metric) {
    String address = freshAddress();
    try (NodePortClient node = NodePortClient.from(address)) {
      String id = adoptNode(node, address, Hub.freshName("bare"));
      node.send(value(msg));
      await().until(() -> waiting.count(id, metric) == 1);
      node.sendInPieces(value(msg));
      await().until(() -> waiting.count(id, metric) == 2);
    }
  }

  private String newKey(String id) {
    return PendingNodesClient.require(hub.operator().post("/api/nodes/" + id + "/key", ""), 200)
        .json()
        .getString("key");
  }

  private static String keyed(String key, Object value) {
    return "{\"type\":\"node\",\"key\":\"" + key + "\",\"msg\":" + value + "}";
  }

  @Test
  void nodeWithAKeyIsSpokenForByItsKeyAndByNothingElse() {
    String address = freshAddress();
    String elsewhere = freshAddress();
    String pages = freshAddress();
    String id;
    String key;
    try (NodePortClient node = NodePortClient.from(address)) {
      id = adoptNode(node, address, Hub.freshName("keyed"));
      key = newKey(id);
      assertEquals(1008, node.awaitClose());
    }
    try (NodePortClient without = NodePortClient.from(address);
        NodePortClient with = NodePortClient.from(elsewhere);
        NodePortClient page = NodePortClient.from(pages)) {
      adoptPage(page, pages);
      without.send(value(1));
      assertEquals("node.key.missing", without.await("error").getString("code"));
      without.send(keyed("kymn_wrong", 1));
      assertEquals("node.key.wrong", without.await("error").getString("code"));
      assertEquals(0, waiting.count(id, "value"));

      with.send(keyed(key, 2));
      JsonObject seen = page.await("fromservertowebpage");
      assertEquals(2, seen.getInt("msg"));
      assertFalse(seen.containsKey("key"), seen::toString);
      with.send(value(3));
      await().until(() -> waiting.count(id, "value") == 2);
      assertFalse(waiting.has(elsewhere));

      page.send(TOGGLE);
      with.await("fromservertonode");
      assertTrue(
          without.all().stream().noneMatch(it -> it.getString("type").equals("fromservertonode")));
      String shown = hub.operator().get("/api/nodes/" + id + "/messages").text();
      assertFalse(shown.contains(key.substring(5)), shown);
      JsonObject json = hub.viewer().get("/api/nodes/" + id).json();
      assertEquals(2, json.getJsonObject("keyRejected").getInt("count"), json::toString);

      newKey(id);
      assertEquals(1008, with.awaitClose());
    }
    try (NodePortClient old = NodePortClient.from(elsewhere)) {
      old.send(keyed(key, 4));
      assertEquals("node.key.wrong", old.await("error").getString("code"));
      assertEquals(2, waiting.count(id, "value"));
    }
    HubClient main = hub.stranger();
    HubResponse inAddress = main.get("/luminosity/5?key=" + key);
    assertEquals(400, inAddress.status(), inAddress::toString);
    assertTrue(inAddress.text().contains("address"), inAddress::toString);
    try (NodePortClient query = NodePortClient.at(NodePortClient.PORT, "/?key=" + key, elsewhere)) {
      assertEquals(400, query.status());
    }
  }

  @Test
  void nodeWithAKeyIsNotSpokenForByGet() {
    HubClient getter = hub.stranger();
    String metric = Hub.freshName("lux");
    assertEquals(403, getter.get("/" + metric + "/1").status());
    JsonObject pending =
        waiting.pendingNodes().stream()
            .filter(each -> each.getString("name").equals(metric))
            .findFirst()
            .orElseThrow();
    String id = waiting.adopt(pending, metric + "-node").getString("id");
    assertEquals(200, getter.get("/" + metric + "/3").status());
    newKey(id);
    HubResponse answer = getter.get("/" + metric + "/4");
    assertEquals(403, answer.status(), answer::toString);
    assertTrue(answer.text().contains("has a key"), answer::toString);
    assertEquals(1, waiting.count(id, metric));
    // Its adopted sender would otherwise match every metric of this address.
    assertEquals(204, hub.operator().delete("/api/nodes/" + id).status());
  }

  @Test
  void adoptionHoldsOverReconnects() {
    String address = freshAddress();
    String id;
    try (NodePortClient node = NodePortClient.from(address)) {
      id = adoptNode(node, address, Hub.freshName("again"));
    }
    try (NodePortClient node = NodePortClient.from(address)) {
      node.send(value(1));
      await().until(() -> waiting.count(id, "value") == 1);
      assertFalse(waiting.has(address));
    }
  }

  // --- Unknown senders

  @Test
  void nothingOfAnUnadoptedNodeIsKeptOrShown() {
    String address = freshAddress();
    try (NodePortClient stranger = NodePortClient.from(address);
        NodePortClient page = NodePortClient.from(freshPage());
        WebSocketClient viewer = hub.viewer().socket();
        WebSocketClient operator = hub.operator().socket()) {
      adoptPage(page, lastPage);
      viewer.await("welcome");
      assertEquals("manual", operator.await("welcome").getString("adoption"));
      viewer.subscribe("1", "[{\"node\":\"*\"}]", "");
      int nodes = hub.viewer().get("/api/nodes").json().getJsonArray("nodes").size();
      for (int i = 0; i < 20; i++) {
        stranger.send(value("{\"metric\":\"secret\",\"value\":1}"));
      }
      JsonObject pending =
          operator.await("pending-node", it -> address.equals(it.getString("address", "")));
      await().until(() -> waiting.await(address, "").getInt("count") == 20);
      assertEquals(nodes, hub.viewer().get("/api/nodes").json().getJsonArray("nodes").size());
      assertEquals(0, viewer.all().stream().filter(it -> it.toString().contains("secret")).count());
      assertEquals(0, viewer.all().stream().filter(it -> it.toString().contains(address)).count());
      assertEquals(0, page.all().stream().filter(it -> it.toString().contains("secret")).count());
      assertEquals(List.of(), stranger.all());

      waiting.decide(pending, "reject", "");
      operator.await("pending-node", it -> it.getBoolean("ended", false));
      assertEquals(1008, stranger.awaitClose());
    }
    try (NodePortClient refused = NodePortClient.from(address)) {
      refused.send(value("{\"metric\":\"secret\",\"value\":1}")).send("?");
      refused.await("error");
      assertFalse(waiting.has(address));
    }
  }

  @Test
  void unadoptedPageSeesNothingAndActsOnNothing() {
    String address = freshAddress();
    try (NodePortClient node = NodePortClient.from(address);
        NodePortClient page = NodePortClient.from(freshPage())) {
      String id = adoptNode(node, address, Hub.freshName("shy"));
      page.send(TOGGLE).await("error");
      node.send(value(7));
      await().until(() -> waiting.count(id, "value") == 1);
      page.send(TOGGLE).await("error");
      assertEquals(List.of(), node.all());
      assertTrue(page.all().stream().allMatch(it -> it.getString("type").equals("error")));
    }
  }

  @Test
  void pageOfAnotherOriginIsNotTheOneThatWasAdopted() {
    String address = freshAddress();
    try (NodePortClient good = NodePortClient.from(address, "Origin", "http://lab.example")) {
      waiting.adopt(waiting.await(address, "webpage http://lab.example"), "x");
      await().until(() -> !waiting.has(address));
      try (NodePortClient evil = NodePortClient.from(address, "Origin", "https://evil.example")) {
        waiting.await(address, "webpage https://evil.example");
        evil.send(TOGGLE);
        assertTrue(evil.await("error").getString("msg").contains("waiting"));
      }
      try (NodePortClient again = NodePortClient.from(address, "Origin", "http://lab.example")) {
        again.send(TOGGLE);
        assertFalse(again.await("error").getString("msg").contains("waiting"));
      }
    }
  }

  @Test
  void connectionThatOnlyListensIsAPageAfterAWhile() {
    String address = freshAddress();
    try (NodePortClient listener = NodePortClient.from(address)) {
      JsonObject pending = waiting.await(address, "webpage");
      waiting.adopt(pending, "x");
      String node = freshAddress();
      try (NodePortClient sender = NodePortClient.from(node)) {
        adoptNode(sender, node, Hub.freshName("heard"));
        sender.send(value(3));
        assertEquals(3, listener.await("fromservertowebpage").getInt("msg"));
      }
    }
  }

  @Test
  void silentNodeThatFinallySendsIsNoPage() {
    String address = freshAddress();
    try (NodePortClient slow = NodePortClient.from(address)) {
      waiting.await(address, "webpage");
      slow.send(value(1));
      waiting.await(address, "");
      assertEquals(
          1,
          waiting.pendingNodes().stream()
              .filter(it -> it.getString("address").equals(address))
              .count());
    }
  }

  @Test
  void blockedAddressIsClosedAndNotLetInAgain() {
    String address = freshAddress();
    try (NodePortClient node = NodePortClient.from(address)) {
      node.send(value(1));
      PendingNodesClient.require(waiting.decide(waiting.await(address, ""), "block", ""), 204);
      assertEquals(1008, node.awaitClose());
    }
    try (NodePortClient again = NodePortClient.from(address)) {
      assertEquals(403, again.status());
    }
    PendingNodesClient.require(hub.operator().delete("/api/pending-nodes/blocked/" + address), 204);
    try (NodePortClient again = NodePortClient.from(address)) {
      assertEquals(101, again.status());
    }
  }

  @Test
  void connectionOfADeletedNodeIsClosed() {
    String address = freshAddress();
    try (NodePortClient node = NodePortClient.from(address)) {
      String id = adoptNode(node, address, Hub.freshName("gone"));
      PendingNodesClient.require(hub.operator().delete("/api/nodes/" + id), 204);
      assertEquals(1008, node.awaitClose());
    }
  }

  // --- Bad input

  static List<ProtocolCase> bad() {
    return ProtocolCase.allIn("node-port/bad");
  }

  @ParameterizedTest
  @MethodSource("bad")
  void badFrameIsAnsweredAndTheConnectionStays(ProtocolCase golden) {
    String address = freshAddress();
    try (NodePortClient node = NodePortClient.from(address)) {
      String id = adoptNode(node, address, Hub.freshName("bad"));
      node.send(golden.text());
      String words = node.await("error").getString("msg");
      assertTrue(
          golden.text().contains("webpage") || words.contains(golden.expected("error", "?")));
      node.send(value(1));
      await().until(() -> waiting.count(id, "value") == 1);
    }
  }

  @Test
  void binaryFrameIsAnsweredAndTooLargeOrBrokenOnesEndOnlyTheirOwnConnection() {
    String address = freshAddress();
    try (NodePortClient node = NodePortClient.from(address)) {
      String id = adoptNode(node, address, Hub.freshName("steady"));
      node.sendBinary(new byte[] {1, 2, 3});
      assertTrue(node.await("error").getString("msg").contains("texts"));
      try (NodePortClient large = NodePortClient.from(address)) {
        large.send(value("\"" + "x".repeat(1 << 20) + "\""));
        assertEquals(1009, large.awaitClose());
      }
      try (NodePortClient broken = NodePortClient.from(address)) {
        broken.sendText(new byte[] {(byte) 0xC3, (byte) 0x28});
        assertTrue(List.of(1007, 1006).contains(broken.awaitClose()));
      }
      node.send(value("\"" + "x".repeat(257) + "\""));
      assertTrue(node.await("error").getString("msg").contains("256"));
      node.send(value("[{\"metric\":\"a\",\"value\":1},{\"metric\":\"b c\",\"value\":1}]"));
      assertTrue(node.await("error").getString("msg").contains("b c"));
      await().until(() -> waiting.count(id, "a") == 1);
    }
  }

  @Test
  void floodOfPendingNodesIsBoundedAndOthersGoOn() {
    String quiet = freshAddress();
    String loud = freshAddress();
    try (NodePortClient good = NodePortClient.from(quiet);
        NodePortClient flood = NodePortClient.from(loud);
        WebSocketClient operator = hub.operator().socket()) {
      String id = adoptNode(good, quiet, Hub.freshName("calm"));
      operator.await("welcome");
      for (int i = 0; i < 5_000; i++) {
        flood.send(value(i));
      }
      good.send(value(1));
      await().until(() -> waiting.count(id, "value") == 1);
      await().until(() -> waiting.await(loud, "").getInt("count") == 5_000);
      assertTrue(waiting.pendingNodes().size() <= 200);
      long events =
          operator.all().stream().filter(it -> it.toString().contains("\"" + loud + "\"")).count();
      assertTrue(events >= 1 && events < 100, () -> events + " events were sent");
    }
  }
}
