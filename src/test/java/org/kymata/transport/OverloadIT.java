package org.kymata.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.kymata.testing.FrameReceiver;
import org.kymata.testing.Hub;
import org.kymata.testing.Hub.Sensor;
import org.kymata.testing.HubArchive;
import org.kymata.testing.HubResponse;
import org.kymata.testing.PendingNodesClient;
import org.kymata.testing.Ports;
import org.kymata.testing.PrometheusTextParser;
import org.kymata.testing.TcpNode;
import org.kymata.testing.WebSocketClient;

/**
 * A node that floods beside calm ones, on each transport: the flooding node gets errors or is
 * slowed down, the calm ones are not affected.
 */
@ExtendWith(ArquillianExtension.class)
class OverloadIT {

  private static final int TCP = Ports.free();
  private static final int FLOODERS = 6;

  @ArquillianResource private URL deployed;
  private Hub hub;

  @Deployment(testable = false)
  static WebArchive hub() {
    // The smallest allowed queue, so that a test can fill it.
    return HubArchive.fresh(
        "kymata.intake.readings=10000\nkymata.tcp.port="
            + TCP
            + "\nkymata.tcp.address=127.0.0.1\n");
  }

  @BeforeEach
  void findHub() {
    hub = Hub.of(this, deployed);
  }

  private PrometheusTextParser metrics() {
    HubResponse answer = hub.viewer().get("metrics");
    assertEquals(200, answer.status(), answer::toString);
    return PrometheusTextParser.read(answer.text());
  }

  private static double of(PrometheusTextParser metrics, String what, Sensor node) {
    String labels = "{node=\"%s\",name=\"%s\"}".formatted(node.id(), node.name());
    return metrics.value("kymata_node_readings_" + what + "_total" + labels);
  }

  /** Number of stored readings of a node. */
  private long stored(String node) {
    return hub
        .viewer()
        .get("api/readings?points=1&from=1000000000&node=" + node)
        .json()
        .getJsonArray("series")
        .getValuesAs(JsonObject.class)
        .stream()
        .mapToLong(series -> series.getJsonNumber("count").longValue())
        .sum();
  }

  private static String readings(int count) {
    return Collections.nCopies(count, "{\"metric\":\"m\",\"value\":1}").stream()
        .collect(Collectors.joining(",", "[", "]"));
  }

  /** Sends readings of a calm node one by one during a flood; returns how many. */
  private static long sendCalmly(Sensor calm, AtomicBoolean flooding) {
    long sent = 0;
    while (flooding.get()) {
      HubResponse answer = calm.client().post("api/readings", "{\"metric\":\"c\",\"value\":1}");
      assertEquals(200, answer.status(), () -> "the calm node got " + answer);
      sent++;
    }
    return sent;
  }

  private void assertCalmLostNothing(Sensor calm, long sent) {
    assertTrue(sent > 0);
    PrometheusTextParser metrics = metrics();
    assertEquals(sent, of(metrics, "committed", calm));
    assertEquals(0, of(metrics, "shed", calm));
    assertEquals(sent, stored(calm.id()));
  }

  /** A flood by one of several threads; it ends itself. */
  private interface Flood {
    void run(int number) throws Exception;
  }

  private static void flood(Flood flood) {
    ExecutorService threads = Executors.newFixedThreadPool(FLOODERS);
    try {
      List<CompletableFuture<Void>> all =
          IntStream.range(0, FLOODERS)
              .mapToObj(
                  i ->
                      CompletableFuture.runAsync(
                          () -> {
                            try {
                              flood.run(i);
                            } catch (Exception e) {
                              throw new AssertionError(e);
                            }
                          },
                          threads))
              .toList();
      all.forEach(CompletableFuture::join);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void restNodeThatFloodsGetsRetryAfterAndTheCalmOneDoesNot() {
    Sensor flooder = hub.newSensor();
    Sensor calm = hub.newSensor();
    AtomicBoolean flooding = new AtomicBoolean(true);
    AtomicLong accepted = new AtomicLong();
    AtomicLong refused = new AtomicLong();
    CompletableFuture<Long> calmly =
        CompletableFuture.supplyAsync(() -> sendCalmly(calm, flooding));
    String batch = readings(5_000);
    long end = System.nanoTime() + 120_000_000_000L;
    flood(
        number -> {
          // Floods until the calm node has finished while readings are being rejected.
          for (int i = 0; i < 10 || (refused.get() == 0 && System.nanoTime() < end); i++) {
            HubResponse answer = flooder.client().post("api/readings", batch);
            if (answer.status() == 200) {
              accepted.addAndGet(5_000);
            } else {
              assertEquals(429, answer.status(), answer::toString);
              assertTrue(answer.header("Retry-After").isPresent());
              refused.addAndGet(5_000);
            }
          }
        });
    flooding.set(false);
    long sentCalmly = calmly.join();
    assertTrue(refused.get() > 0, "nothing was rejected");
    PrometheusTextParser metrics = metrics();
    assertEquals(accepted.get(), of(metrics, "committed", flooder));
    assertEquals(refused.get(), of(metrics, "shed", flooder));
    assertEquals(accepted.get(), stored(flooder.id()));
    assertCalmLostNothing(calm, sentCalmly);
    assertShownToOperators(flooder, refused.get());
  }

  private void assertShownToOperators(Sensor flooder, long shed) {
    JsonObject worst =
        hub.operator().get("api/traffic").json().getJsonArray("nodes").stream()
            .map(each -> each.asJsonObject())
            .filter(each -> each.getString("id").equals(flooder.id()))
            .findFirst()
            .orElseThrow();
    assertEquals(shed, worst.getJsonNumber("shed").longValue());
    JsonObject health = hub.stranger().get("health/ready").json();
    assertEquals("UP", health.getString("status"));
    assertTrue(health.toString().contains("were rejected"), health::toString);
  }

  @Test
  void webSocketNodeThatFloodsGetsAnErrorForEachFrameAndTheCalmOneDoesNot() {
    Sensor flooder = hub.newSensor();
    Sensor calm = hub.newSensor();
    AtomicBoolean flooding = new AtomicBoolean(true);
    AtomicBoolean rejectedSeen = new AtomicBoolean();
    AtomicLong sent = new AtomicLong();
    CompletableFuture<Long> calmly =
        CompletableFuture.supplyAsync(() -> sendCalmly(calm, flooding));
    List<WebSocketClient> sockets = Collections.synchronizedList(new ArrayList<>());
    String payload = readings(1_500);
    long end = System.nanoTime() + 120_000_000_000L;
    flood(
        number -> {
          WebSocketClient socket = flooder.client().socket();
          sockets.add(socket);
          int frames = 0;
          while (frames < 50 || (!rejectedSeen.get() && System.nanoTime() < end)) {
            frames++;
            socket.send(
                "{\"v\":1,\"type\":\"readings\",\"id\":\"%d\",\"payload\":%s}"
                    .formatted(frames, payload));
            rejectedSeen.compareAndSet(
                false, socket.all().stream().anyMatch(each -> isType(each, "error")));
          }
          sent.addAndGet(frames);
          int all = frames;
          await().until(() -> socket.all().size() == all);
        });
    flooding.set(false);
    long sentCalmly = calmly.join();
    List<JsonObject> replies = sockets.stream().flatMap(each -> each.all().stream()).toList();
    sockets.forEach(WebSocketClient::close);
    long accepted = replies.stream().filter(each -> isType(each, "accepted")).count();
    List<JsonObject> errors = replies.stream().filter(each -> isType(each, "error")).toList();
    assertTrue(!errors.isEmpty(), "nothing was rejected");
    errors.forEach(each -> assertEquals(429, FrameReceiver.payload(each).getInt("status")));
    assertEquals(sent.get(), accepted + errors.size());
    PrometheusTextParser metrics = metrics();
    assertEquals(1_500 * accepted, of(metrics, "committed", flooder));
    assertEquals(1_500L * errors.size(), of(metrics, "shed", flooder));
    assertEquals(1_500 * accepted, stored(flooder.id()));
    assertCalmLostNothing(calm, sentCalmly);
  }

  private static boolean isType(JsonObject frame, String type) {
    return frame.getString("type").equals(type);
  }

  @Test
  void nodeThatFloodsByTcpIsReadMoreSlowlyAndLosesNothing() {
    String name = Hub.freshName("flood");
    Sensor calm = hub.newSensor();
    String line =
        IntStream.range(0, 100)
            .mapToObj(i -> "\"m" + i + "\":1")
            .collect(Collectors.joining(",", "{\"sensor\":\"" + name + "\",", "}"));
    String node;
    try (TcpNode first = new TcpNode(TCP)) {
      first.send("{\"sensor\":\"" + name + "\"}");
      JsonObject pending = new PendingNodesClient(hub).await("127.0.0.1", name);
      node =
          hub.operator()
              .post(
                  "api/pending-nodes/" + pending.getString("id") + "/adopt",
                  "{\"name\":\"" + name + "\"}")
              .json()
              .getString("id");
    }
    AtomicBoolean flooding = new AtomicBoolean(true);
    AtomicLong sent = new AtomicLong();
    CompletableFuture<Long> calmly =
        CompletableFuture.supplyAsync(() -> sendCalmly(calm, flooding));
    byte[] lines = TcpNode.line(line).repeat(50).getBytes(UTF_8);
    long end = System.nanoTime() + 120_000_000_000L;
    flood(
        number -> {
          try (TcpNode tcp = new TcpNode(TCP)) {
            for (int i = 0; i < 20 || (held() == 0 && System.nanoTime() < end); i++) {
              tcp.sendRaw(lines);
              sent.addAndGet(5_000);
            }
          }
        });
    Sensor flooder = new Sensor(node, name, null, null);
    await().until(() -> of(metrics(), "committed", flooder) == sent.get());
    flooding.set(false);
    assertTrue(held() > 0, "no connection was held");
    assertEquals(0, of(metrics(), "shed", flooder));
    assertEquals(sent.get(), stored(node));
    assertCalmLostNothing(calm, calmly.join());
  }

  private double held() {
    return metrics().value("kymata_connections_held_total{door=\"tcp\"}");
  }

  @Test
  void halfBodiesOfOneAddressOccupyAFewThreadsAndNotTheServer() throws IOException {
    Sensor slow = hub.newSensor();
    Sensor calm = hub.newSensor();
    String body = "{\"metric\":\"m\",\"value\":1}";
    String head =
        "POST /api/readings HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 192.0.2.7\r\n"
            + "Content-Type: application/json\r\nContent-Length: "
            + body.length()
            + "\r\nAuthorization: Bearer "
            + slow.token()
            + "\r\n\r\n"
            + body.substring(0, 5);
    List<Socket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < 60; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), deployed.getPort());
        socket.setSoTimeout(60_000);
        sockets.add(socket);
        socket.getOutputStream().write(head.getBytes(UTF_8));
      }
      await().until(() -> sockets.stream().filter(OverloadIT::hasAnswer).count() >= 52);
      for (int i = 0; i < 20; i++) {
        calm.send("m", "1");
        assertEquals(200, hub.viewer().get("api/session").status());
      }
      int refused = 0;
      int held = 0;
      for (Socket socket : sockets) {
        if (hasAnswer(socket)) {
          refused += statusOf(socket).contains(" 429 ") ? 1 : 0;
        } else {
          held++;
          socket.getOutputStream().write(body.substring(5).getBytes(UTF_8));
          assertTrue(statusOf(socket).contains(" 200 "), "a body that came late was not taken");
        }
      }
      assertEquals(8, held);
      assertEquals(52, refused);
      assertEquals(8, of(metrics(), "committed", slow));
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  private static boolean hasAnswer(Socket socket) {
    try {
      return socket.getInputStream().available() > 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static String statusOf(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next >= 0 && next != '\r'; next = in.read()) {
      line.append((char) next);
    }
    return line.toString();
  }
}
