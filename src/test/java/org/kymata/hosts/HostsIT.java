package org.kymata.hosts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URL;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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
import org.kymata.testing.Hub;
import org.kymata.testing.HubArchive;
import org.kymata.testing.HubResponse;
import org.kymata.testing.JsonLinesClient;
import org.kymata.testing.Ports;
import org.kymata.testing.WebSocketClient;

/** Hosts in both directions, with agents that send what a test wants. */
@ExtendWith(ArquillianExtension.class)
class HostsIT {

  private static final int PORT = Ports.free();

  @ArquillianResource private URL deployed;
  private Hub hub;

  @Deployment(testable = false)
  static WebArchive hub() {
    // Only loopback addresses but one, so that a test can see that the hub does not connect to it.
    return HubArchive.fresh(
        "kymata.tcp.port="
            + PORT
            + "\nkymata.tcp.address=127.0.0.1\n"
            + "kymata.hosts.allow=127.0.0.0/31,::1,192.0.2.0/24\n");
  }

  @BeforeEach
  void findHub() {
    hub = Hub.of(this, deployed);
  }

  private static ServerSocket listen(String address) {
    try {
      return new ServerSocket(0, 8, InetAddress.getByName(address));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private CompletableFuture<HubResponse> connect(String address, String name, String key) {
    String body =
        "{\"address\":\"%s\",\"name\":\"%s\",\"key\":\"%s\"}".formatted(address, name, key);
    return CompletableFuture.supplyAsync(() -> hub.operator().post("api/hosts", body));
  }

  private static String hello(String more) {
    return "{\"type\":\"hello\",\"agent\":\"kymata-agent/0.1.0\",%s\"id\":\"m1\",\"host\":\"pi-1\",\"run\":\"r1\",\"next\":1}"
        .formatted(more);
  }

  private static String sample(long seq, long time, String more, String metrics) {
    return "{\"type\":\"sample\",\"seq\":%d,\"time\":%d,%s\"metrics\":{%s}}"
        .formatted(seq, time, more, metrics);
  }

  private JsonObject host(String id) {
    return hub.viewer().get("api/hosts/" + id).json();
  }

  private void awaitState(String id, String state) {
    await().until(() -> host(id).getString("state").equals(state));
  }

  private static HubResponse join(CompletableFuture<HubResponse> answer) {
    return answer.join();
  }

  private static void assertFailed(HubResponse answer, int status, String code) {
    assertEquals(status, answer.status(), answer::toString);
    assertEquals(code, answer.json().getString("code"), answer::toString);
  }

  @Test
  void thisMachineIsAHostThatCanBeStoppedAndPacedButNotForgotten() {
    JsonObject self = hub.viewer().get("api/hosts").json().getJsonArray("hosts").getJsonObject(0);
    assertEquals("self", self.getString("way"));
    String id = self.getString("id");
    String path = "api/hosts/" + id;
    await().until(() -> host(id).containsKey("picture"));
    assertTrue(host(id).getJsonObject("picture").getJsonObject("metrics").containsKey("uptime"));
    assertEquals(409, hub.operator().delete(path).status());

    HubResponse stopped = hub.operator().post(path + "/stop", "");
    assertEquals("stopped", stopped.json().getString("state"), stopped::toString);
    long time = time(id);
    assertEquals(200, hub.operator().patch(path, "{\"intervalMillis\":2000}").status());
    assertEquals(2_000, host(id).getInt("intervalMillis"));
    // Another node's reading is stored meanwhile: time passes without a sample of this machine.
    await()
        .pollDelay(java.time.Duration.ofSeconds(3))
        .untilAsserted(() -> assertEquals(time, time(id)));
    assertEquals("connected", hub.operator().post(path + "/start", "").json().getString("state"));
    await().until(() -> time(id) > time);
    hub.operator().patch(path, "{\"intervalMillis\":1000}");
  }

  private long time(String id) {
    return host(id).getJsonObject("picture").getJsonNumber("time").longValue();
  }

  @Test
  void agentThatListensIsConnectedStoppedStartedAndForgotten() throws IOException {
    String name = Hub.freshName("listening");
    try (ServerSocket listening = listen("127.0.0.1");
        WebSocketClient page = hub.viewer().socket()) {
      page.await("welcome");
      String address = "127.0.0.1:" + listening.getLocalPort();
      CompletableFuture<HubResponse> answer = connect(address, name, "a secret of the agent");
      String id;
      try (JsonLinesClient agent = JsonLinesClient.accept(listening)) {
        JsonObject greeting = agent.receive("hello");
        assertEquals("a secret of the agent", greeting.getString("key"));
        assertTrue(greeting.getString("hub").startsWith("kymata/"));
        agent.send(hello(""));
        JsonObject welcome = agent.receive("welcome");
        assertEquals(201, join(answer).status(), () -> join(answer).toString());
        id = join(answer).json().getString("id");
        assertEquals(id, welcome.getString("node"));
        assertEquals(0, welcome.getInt("from"));
        assertFalse(join(answer).text().contains("a secret"), join(answer).text());
        assertEquals("connected", host(id).getString("state"));
        page.await("host", payload -> isConnected(payload, id));

        long now = System.currentTimeMillis();
        agent.send(
            "{\"type\":\"facts\",\"host\":\"pi-1\",\"cpu\":{\"model\":\"Cortex\",\"cores\":4}}");
        agent.send(sample(1, now, "\"full\":true,", "\"cpu\":12.5,\"memory\":40,\"threads\":7"));
        await().until(() -> host(id).containsKey("picture"));
        assertEquals(1, agent.receive("ack").getInt("seq"));
        JsonObject snapshot = host(id).getJsonObject("picture");
        assertEquals("Cortex", snapshot.getJsonObject("cpu").getString("model"));
        assertEquals(12.5, snapshot.getJsonObject("metrics").getJsonNumber("cpu").doubleValue());
        assertFalse(
            hostInList(id)
                .getJsonObject("picture")
                .getJsonObject("metrics")
                .containsKey("threads"));
        assertEquals(id, hub.viewer().get("api/vitals?host=" + name).json().getString("node"));

        JsonObject stopped = hub.operator().post("api/hosts/" + id + "/stop", "").json();
        assertEquals("stopped", stopped.getString("state"));
        agent.receive("stop");
        hub.operator().post("api/hosts/" + id + "/start", "");
        agent.receive("start");
        hub.operator().patch("api/hosts/" + id, "{\"intervalMillis\":5000}");
        assertEquals(5_000, agent.receive("interval").getInt("millis"));
        assertFailed(
            hub.operator().post("api/hosts", "{\"address\":\"%s\"}".formatted(address)),
            409,
            "already-watched");
      }
      awaitState(id, "waiting");
      try (JsonLinesClient again = JsonLinesClient.accept(listening)) {
        again.receive("hello");
        again.send(hello("").replace("\"next\":1", "\"next\":3"));
        JsonObject welcome = again.receive("welcome");
        assertEquals(2, welcome.getInt("from"));
        assertEquals(5_000, welcome.getInt("intervalMillis"));
        assertEquals(204, hub.operator().delete("api/hosts/" + id).status());
        assertTrue(again.awaitClose());
      }
      assertEquals(404, hub.viewer().get("api/hosts/" + id).status());
      assertEquals(200, hub.viewer().get("api/nodes/" + id).status());
      page.await("host", payload -> payload.getBoolean("ended", false));
      List<String> done =
          hub.operator().get("api/audit?limit=50").json().getJsonArray("entries").stream()
              .map(each -> each.asJsonObject())
              .filter(each -> each.getString("node", "").equals(id))
              .map(each -> each.getString("what"))
              .toList();
      assertEquals(List.of("delete", "interval", "start", "stop", "connect"), done);
    }
  }

  private static boolean isConnected(JsonObject payload, String id) {
    return payload.getString("id").equals(id) && payload.getString("state", "").equals("connected");
  }

  private JsonObject hostInList(String id) {
    return hub.viewer().get("api/hosts").json().getJsonArray("hosts").stream()
        .map(each -> each.asJsonObject())
        .filter(each -> each.getString("id").equals(id))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void agentThatDialsInIsAHostOfItsNodeAndNothingIsStoredTwice() {
    Hub.Sensor node = hub.newSensor();
    String hello = hello("\"token\":\"" + node.token() + "\",");
    long now = System.currentTimeMillis();
    try (JsonLinesClient agent = JsonLinesClient.connect(PORT)) {
      agent.send(hello);
      assertEquals(node.id(), agent.receive("welcome").getString("node"));
      agent.send(sample(1, now - 2_000, "\"full\":true,", "\"cpu\":1,\"uptime\":5"));
      agent.send(sample(2, now - 1_000, "", "\"cpu\":2"));
      agent.receive("ack", ack -> ack.getInt("seq") == 2);
      agent.send(sample(3, now, "", "\"cpu\":3"));
      await().until(() -> cpu(node.id()).contains("," + "3"));
    }
    try (JsonLinesClient again = JsonLinesClient.connect(PORT)) {
      again.send(hello.replace("\"r1\"", "\"forgotten\""));
      assertEquals(0, again.receive("welcome").getInt("from"));
      again.send(sample(2, now - 1_000, "\"full\":true,", "\"cpu\":2,\"uptime\":5"));
      again.send(sample(3, now, "", "\"cpu\":3"));
      again.send(sample(4, now + 1_000, "", "\"cpu\":4"));
      again.receive("ack", ack -> ack.getInt("seq") == 4);
    }
    assertEquals(
        "[[%d,1],[%d,2],[%d,3],[%d,4]]".formatted(now - 2_000, now - 1_000, now, now + 1_000),
        cpu(node.id()));
    assertEquals("dial", host(node.id()).getString("way"));
    assertEquals("host", hub.viewer().get("api/nodes/" + node.id()).json().getString("kind"));
    assertEquals("waiting", host(node.id()).getString("state"));
  }

  private String cpu(String id) {
    JsonObject history = hub.viewer().get("api/readings?metric=cpu&node=" + id).json();
    return history.getJsonArray("series").isEmpty()
        ? ""
        : history.getJsonArray("series").getJsonObject(0).getJsonArray("points").toString();
  }

  @Test
  void processesAreRequestedWhileAPersonLooksAndCommandLinesAreForOperators() {
    Hub.Sensor node = hub.newSensor();
    try (JsonLinesClient agent = JsonLinesClient.connect(PORT)) {
      agent.send(hello("\"token\":\"" + node.token() + "\","));
      agent.receive("welcome");
      String path = "api/vitals/processes?host=" + node.id();
      CompletableFuture<HubResponse> asked =
          CompletableFuture.supplyAsync(() -> hub.operator().get(path));
      assertEquals("top", agent.receive("processes").getString("show"));
      String table =
          "{\"type\":\"processes\",\"time\":1795219327123,\"total\":9,\"processes\":[{\"pid\":1,"
              + "\"name\":\"init\",\"user\":\"root\",\"state\":\"S\",\"memoryBytes\":5,"
              + "\"command\":\"/sbin/init\"}]}";
      agent.send(table);
      assertTrue(join(asked).text().contains("/sbin/init"), () -> join(asked).toString());
      CompletableFuture<HubResponse> looked =
          CompletableFuture.supplyAsync(() -> hub.viewer().get(path));
      // An agent sends them with each sample; lists older than two samples are not returned.
      await().until(() -> agent.send(table) != null && looked.isDone());
      HubResponse viewer = join(looked);
      assertEquals(200, viewer.status(), viewer::toString);
      assertFalse(viewer.text().contains("/sbin/init"));
      assertEquals("none", agent.receive("processes").getString("show"));
      assertEquals(503, hub.viewer().get(path).status());
    }
    assertEquals(404, hub.viewer().get("api/vitals/processes?host=nobody").status());
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:1, 422, refused",
    "no-such-host.invalid:7100, 422, name-unknown",
    "8.8.8.8:53, 403, forbidden-address",
    "0.0.0.0:7100, 403, forbidden-address",
    "[::ffff:8.8.8.8]:53, 403, forbidden-address",
    "[::]:7100, 403, forbidden-address",
    "192.0.2.1:7100, 422, 'timeout,unreachable,refused'"
  })
  void failedConnectionReportsTheErrorAndKeepsNothing(String address, int status, String codes) {
    String name = Hub.freshName("failed");
    long begin = System.nanoTime();
    HubResponse answer =
        hub.operator()
            .post("api/hosts", "{\"address\":\"%s\",\"name\":\"%s\"}".formatted(address, name));
    assertEquals(status, answer.status(), answer::toString);
    assertTrue(
        List.of(codes.split(",")).contains(answer.json().getString("code")), answer::toString);
    assertTrue(System.nanoTime() - begin < 20e9);
    assertEquals(404, hub.viewer().get("api/nodes/" + name).status());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2130706433",
        "0177.0.0.1",
        "127.1:80",
        "ftp://127.0.0.1",
        "http://127.1",
        "",
        "a b"
      })
  void addressInDisguiseIsNoAddress(String address) {
    HubResponse answer =
        hub.operator().post("api/hosts", "{\"address\":\"%s\"}".formatted(address));
    assertEquals(400, answer.status(), answer::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[:", ":", "1:", "a.", "http://", "[::1]:", "-"})
  void longAddressIsRejectedBeforeItIsParsed(String part) {
    String text = part.repeat(32_000 / part.length());
    String form = "{\"address\":\"%s\",\"name\":\"%s\",\"key\":\"%s\"}";
    List<String> bodies =
        List.of(
            form.formatted(text, "long", ""),
            form.formatted("127.0.0.1:1", text, ""),
            form.formatted("127.0.0.1:1", "long", text));
    for (String body : bodies) {
      HubResponse answer =
          assertTimeoutPreemptively(
              Duration.ofSeconds(15), () -> hub.operator().post("api/hosts", body));
      assertEquals(400, answer.status(), answer::toString);
      assertTrue(answer.text().length() < 1_000, answer::toString);
    }
  }

  /** The hub must not reveal what listens at addresses that it may not connect to. */
  @Test
  void forbiddenAddressIsNotEvenConnectedTo() throws IOException {
    try (ServerSocket forbidden = listen("127.0.0.2")) {
      for (String host : List.of("127.0.0.2", "[::ffff:127.0.0.2]", "[::ffff:7f00:2]")) {
        HubResponse answer =
            hub.operator()
                .post(
                    "api/hosts",
                    "{\"address\":\"%s:%d\"}".formatted(host, forbidden.getLocalPort()));
        assertFailed(answer, 403, "forbidden-address");
      }
      forbidden.setSoTimeout(1_000);
      Socket caller = null;
      try {
        caller = forbidden.accept();
      } catch (SocketTimeoutException e) {
        // This is the expected result.
      }
      assertNull(caller);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SSH-2.0-OpenSSH_9.2                                                | wrong-protocol",
        "HTTP/1.1 400 Bad Request                                           | wrong-protocol",
        "{\"type\":\"welcome\"}                                             | wrong-protocol",
        "{half                                                              | wrong-protocol",
        "{\"type\":\"error\",\"error\":\"wrong key\"}                       | wrong-key",
        "{\"type\":\"error\",\"error\":\"this agent wants a key\"}          | wrong-key",
        "{\"type\":\"error\",\"error\":\"another hub is connected\"}        | busy",
        "{\"type\":\"error\",\"error\":\"no\"}                              | wrong-protocol"
      })
  void whatAnswersOtherwiseThanAnAgentIsReported(String firstLine, String code) throws IOException {
    try (ServerSocket listening = listen("127.0.0.1")) {
      CompletableFuture<HubResponse> answer =
          connect("127.0.0.1:" + listening.getLocalPort(), Hub.freshName("other"), "kept secret");
      try (JsonLinesClient other = JsonLinesClient.accept(listening)) {
        other.send(firstLine);
        assertFailed(join(answer), 422, code);
        assertTrue(other.awaitClose());
      }
      assertFalse(join(answer).text().contains("kept secret"));
      assertFalse(join(answer).text().contains("OpenSSH"), "what listens there is not revealed");
    }
  }

  @Test
  void silentOrClosedConnectionIsReported() throws IOException {
    try (ServerSocket listening = listen("127.0.0.1")) {
      String address = "127.0.0.1:" + listening.getLocalPort();
      CompletableFuture<HubResponse> silent = connect(address, Hub.freshName("silent"), "");
      try (JsonLinesClient other = JsonLinesClient.accept(listening)) {
        assertFailed(join(silent), 422, "timeout");
        assertTrue(other.awaitClose());
      }
      CompletableFuture<HubResponse> closing = connect(address, Hub.freshName("closing"), "");
      JsonLinesClient.accept(listening).close();
      assertFailed(join(closing), 422, "wrong-protocol");
    }
  }

  @Test
  void atMostFourAreTriedAtATime() throws IOException {
    try (ServerSocket listening = listen("127.0.0.1")) {
      String address = "127.0.0.1:" + listening.getLocalPort();
      List<CompletableFuture<HubResponse>> tries = new java.util.ArrayList<>();
      List<JsonLinesClient> taken = new java.util.ArrayList<>();
      for (int i = 0; i < 4; i++) {
        tries.add(connect(address, Hub.freshName("tried"), ""));
        taken.add(JsonLinesClient.accept(listening));
      }
      assertEquals(429, join(connect(address, Hub.freshName("tried"), "")).status());
      tries.forEach(each -> assertFailed(join(each), 422, "timeout"));
      taken.forEach(JsonLinesClient::close);
    }
  }

  @Test
  void tcpPortStillTakesBase64BesideAgents() {
    try (JsonLinesClient plain = JsonLinesClient.connect(PORT)) {
      plain.send(
          java.util.Base64.getEncoder()
              .encodeToString("{\"sensor\":\"beside-agents\"}".getBytes(UTF_8)));
      await().until(() -> hub.operator().get("api/pending-nodes").text().contains("beside-agents"));
    }
  }

  @Test
  void keyIsShownNowhere() throws IOException {
    String name = Hub.freshName("keyed");
    try (ServerSocket listening = listen("127.0.0.1")) {
      CompletableFuture<HubResponse> answer =
          connect("127.0.0.1:" + listening.getLocalPort(), name, "s3cr3t-k3y");
      try (JsonLinesClient agent = JsonLinesClient.accept(listening)) {
        agent.receive("hello");
        agent.send(hello(""));
        agent.receive("welcome");
        String id = join(answer).json().getString("id");
        for (String path :
            List.of("api/hosts", "api/hosts/" + id, "api/nodes/" + id + "/messages", "api/audit")) {
          assertFalse(hub.operator().get(path).text().contains("s3cr3t-k3y"), path);
        }
        hub.operator().delete("api/nodes/" + id);
        assertTrue(agent.awaitClose());
      }
    }
  }
}
