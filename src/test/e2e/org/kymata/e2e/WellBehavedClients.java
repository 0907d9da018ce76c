package org.kymata.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.kymata.testing.HubClient;

/**
 * A well-behaved client on each transport, which sends 1, 2, 3 … twenty times a second, and a page
 * that subscribes to all of them. None may notice what other clients do.
 */
final class WellBehavedClients implements AutoCloseable {

  private static final int EVERY_MILLIS = 50;
  private static final String READING = "{\"metric\":\"number\",\"value\":%d}";

  /** One client: how it sends a number, and its node. */
  private interface NumberSender {
    void send(int number) throws IOException;
  }

  private final RunningHub hub;
  private final ApiClient admin;
  private final NodeAdopter adopting;
  private final Map<String, NumberSender> senders = new LinkedHashMap<>();
  private final Map<String, Integer> sent = new ConcurrentHashMap<>();
  private final List<AutoCloseable> open = new ArrayList<>();
  private final List<ScheduledFuture<?>> running = new ArrayList<>();
  private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(6);
  private ViewerClient watcher;

  private WellBehavedClients(RunningHub hub, ApiClient admin) {
    this.hub = hub;
    this.admin = admin;
    this.adopting = new NodeAdopter(admin);
  }

  /** Connects one client on each transport, has them adopted, and starts them. */
  static WellBehavedClients start(RunningHub hub, ApiClient admin) {
    WellBehavedClients clients = new WellBehavedClients(hub, admin);
    try {
      clients.byTcp("127.0.9.1");
      clients.byNodePort("127.0.9.2");
      clients.byHttpGet("127.0.9.3");
      clients.byWebSocketWithToken("127.0.9.4");
      clients.byPostWithToken();
      clients.watch("127.0.9.5");
      clients.senders.forEach(clients::begin);
      return clients;
    } catch (IOException e) {
      clients.close();
      throw new UncheckedIOException(e);
    } catch (RuntimeException | Error e) {
      clients.close();
      throw e;
    }
  }

  private void begin(String node, NumberSender sending) {
    sent.put(node, 0);
    running.add(
        clock.scheduleAtFixedRate(
            () -> {
              try {
                int number = sent.get(node) + 1;
                sending.send(number);
                sent.put(node, number);
              } catch (IOException e) {
                throw new UncheckedIOException("the good client of " + node + " failed", e);
              }
            },
            EVERY_MILLIS,
            EVERY_MILLIS,
            TimeUnit.MILLISECONDS));
  }

  private void byTcp(String address) throws IOException {
    Socket socket = LoopbackSockets.connect(address, hub.tcpPort());
    open.add(socket);
    socket.getOutputStream().write(line("{\"sensor\":\"steady\"}"));
    String node = adopting.adopt("tcp", address, 1, "steady-tcp");
    senders.put(
        node,
        number -> {
          socket.getOutputStream().write(line("{\"sensor\":\"steady\",\"number\":" + number + "}"));
          assertEquals(0, socket.getInputStream().available(), "the hub complains");
        });
  }

  private static byte[] line(String json) {
    return (Base64.getEncoder().encodeToString(json.getBytes(UTF_8)) + "\r\n").getBytes(UTF_8);
  }

  private void byNodePort(String address) {
    RawWebSocket socket = RawWebSocket.open(address, hub.nodePort(), "/");
    open.add(socket);
    socket.text("{\"type\":\"node\",\"msg\":{\"metric\":\"hello\",\"value\":1}}");
    String node = adopting.adopt("node-ws", address, 1, "steady-port");
    senders.put(
        node,
        number -> {
          socket.text("{\"type\":\"node\",\"msg\":" + READING.formatted(number) + "}");
          assertTrue(socket.sync(), "the connection was closed");
          // Commands may arrive: pages that name no node mean every one.
          socket.unread().forEach(text -> assertFalse(text.contains("\"error\""), text));
        });
  }

  private void byHttpGet(String address) throws IOException {
    assertEquals(403, get(hub, address, "/number/0"));
    String node = adopting.adopt("get", address, 1, "steady-get");
    senders.put(node, number -> assertEquals(200, get(hub, address, "/number/" + number)));
  }

  /** Requests an address as a client behind a proxy; returns the status of the answer. */
  static int get(RunningHub hub, String address, String path) throws IOException {
    String from = "X-Forwarded-For: " + address + "\r\n";
    try (RawHttp http = RawHttp.open("127.0.0.1", port(hub))) {
      http.send(RawHttp.request("GET", RawHttp.ascii(path), from, new byte[0]));
      return http.status().orElse(0);
    }
  }

  /** The port of the web interface. */
  static int port(RunningHub hub) {
    return URI.create(hub.address()).getPort();
  }

  private void byWebSocketWithToken(String address) {
    ApiClient.NewNode node = admin.createNode("steady-ws");
    RawWebSocket socket =
        RawWebSocket.open(address, port(hub), "/ws", "Authorization", "Bearer " + node.token());
    open.add(socket);
    senders.put(
        node.id(),
        number -> {
          String payload = READING.formatted(number);
          socket.text("{\"v\":1,\"type\":\"readings\",\"id\":\"7\",\"payload\":" + payload + "}");
          String answer = socket.next();
          assertTrue(answer != null && answer.contains("\"accepted\":1"), answer);
        });
  }

  private void byPostWithToken() {
    ApiClient.NewNode node = admin.createNode("steady-post");
    ApiClient api = ApiClient.node(hub.address(), node.token());
    senders.put(
        node.id(),
        number ->
            assertEquals(200, api.post("api/readings", READING.formatted(number)).statusCode()));
  }

  private void watch(String address) {
    admin.createAccount("watcher", "seven grey herons at dusk", "viewer");
    HubClient viewer = HubClient.stranger(URI.create(hub.address()));
    viewer.signIn("watcher", "seven grey herons at dusk");
    String cookie = "kymata_signin=" + viewer.cookie("kymata_signin");
    watcher = new ViewerClient(RawWebSocket.open(address, port(hub), "/ws", "Cookie", cookie));
    open.add(watcher);
    senders.keySet().forEach(watcher::subscribe);
    running.add(
        clock.scheduleAtFixedRate(
            watcher::pingAndReceive, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS));
  }

  /** Waits until each has sent this many more. */
  void awaitMore(int count) {
    Map<String, Integer> before = Map.copyOf(sent);
    Timeouts.until(
        count + " more readings over every transport",
        () ->
            running.stream().anyMatch(ScheduledFuture::isDone)
                || before.keySet().stream()
                    .allMatch(node -> sent.get(node) >= before.get(node) + count));
  }

  /** Stops them after their last number; fails when one could not go on. */
  void stop() {
    for (ScheduledFuture<?> each : running) {
      if (!each.cancel(false)) {
        try {
          each.get();
        } catch (ExecutionException | InterruptedException e) {
          throw new AssertionError("a good client was harmed", e);
        }
      }
    }
    clock.shutdown();
    try {
      assertTrue(clock.awaitTermination(2, TimeUnit.MINUTES), "a good client hangs");
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** After {@link #stop}: checks that everything they sent is in the history, once. */
  void check() {
    sent.forEach(
        (node, count) -> {
          Timeouts.until(count + " readings of " + node, () -> numbers(node).size() >= count);
          List<Double> expected = IntStream.rangeClosed(1, count).asDoubleStream().boxed().toList();
          assertEquals(expected, numbers(node), "readings of " + node);
        });
    watcher.awaitAll(sent);
  }

  private List<Double> numbers(String node) {
    return admin
        .csvText(node)
        .lines()
        .map(line -> line.split(","))
        .filter(fields -> fields[2].equals("number"))
        .flatMapToDouble(fields -> DoubleStream.of(Double.parseDouble(fields[3])))
        .sorted()
        .boxed()
        .toList();
  }

  /** The page's frames other than the readings, for failure messages and to be searched. */
  String seen() {
    return watcher.unexpectedFrames();
  }

  /** How many were sent by each. */
  Map<String, Integer> sent() {
    return sent;
  }

  @Override
  public void close() {
    clock.shutdownNow();
    for (AutoCloseable each : open) {
      try {
        each.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
