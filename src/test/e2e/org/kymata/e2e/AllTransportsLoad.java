package org.kymata.e2e;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * Readings over every transport at once until the hub goes away, each metric with numbers of its
 * own. Acknowledged readings count; where a transport does not acknowledge, those shown on a page
 * count, since no page gets a reading before its commit.
 */
final class AllTransportsLoad {

  private static final int BATCH = 10;

  private final RunningHub hub;
  private final ApiClient.NewNode node;
  private final Map<String, SentNumbers> byTransport = new LinkedHashMap<>();
  private List<Thread> senders = new ArrayList<>();
  private volatile boolean stopping;
  private long startedMillis;

  /** Sends to the transports of {@code hub}; {@code node} has a token. */
  AllTransportsLoad(RunningHub hub, ApiClient.NewNode node) {
    this.hub = hub;
    this.node = node;
    for (String transport : List.of("rest", "ws", "get", "tcp", "port")) {
      byTransport.put(transport, new SentNumbers());
    }
  }

  /** Starts to send. */
  void start() {
    stopping = false;
    startedMillis = System.currentTimeMillis();
    byTransport.values().forEach(SentNumbers::markBaseline);
    senders = new ArrayList<>();
    send("rest", this::rest);
    send("ws", this::webSocket);
    send("get", this::get);
    send("tcp", this::tcp);
    send("port", this::nodePort);
  }

  private void send(String name, Runnable work) {
    Thread thread = new Thread(() -> untilGone(work), "load by " + name);
    thread.setDaemon(true);
    thread.start();
    senders.add(thread);
  }

  private static void untilGone(Runnable work) {
    try {
      work.run();
    } catch (UncheckedIOException | CompletionException e) {
      // The hub was killed: readings on their way may have been stored or not.
    }
  }

  /** Waits until every sender has noticed that the hub is gone. */
  void stop() {
    stopping = true;
    for (Thread sender : senders) {
      try {
        sender.join(Timeouts.LONG.toMillis());
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      if (sender.isAlive()) {
        throw new AssertionError(sender.getName() + " hangs");
      }
    }
  }

  private void rest() {
    ApiClient api = ApiClient.node(hub.address(), node.token());
    SentNumbers numbers = byTransport.get("rest");
    while (!stopping) {
      int first = numbers.reserve(BATCH);
      ReadingsPayload readings = new ReadingsPayload();
      for (int i = first; i < first + BATCH; i++) {
        readings.add("rest", i);
      }
      HttpResponse<String> answer = api.send("POST", "api/readings", readings.json());
      if (answer.statusCode() == 200) {
        numbers.acknowledge(first, BATCH);
      }
      pause();
    }
  }

  private void webSocket() {
    SentNumbers numbers = byTransport.get("ws");
    WebSocket socket = connect(hub.port(), "/ws", node.token(), new AcceptedListener(numbers));
    while (!stopping && !socket.isInputClosed()) {
      int number = numbers.reserve(1);
      socket
          .sendText(
              "{\"v\":1,\"type\":\"readings\",\"id\":\""
                  + number
                  + "\",\"payload\":[{\"metric\":\"ws\",\"value\":"
                  + number
                  + "}]}",
              true)
          .join();
      pause();
    }
  }

  private void get() {
    ApiClient api = ApiClient.node(hub.address(), node.token());
    SentNumbers numbers = byTransport.get("get");
    while (!stopping) {
      int number = numbers.reserve(1);
      if (api.send("GET", "get/" + number, null).statusCode() == 200) {
        numbers.acknowledge(number, 1);
      }
      pause();
    }
  }

  private void tcp() {
    try (TcpClient client = new TcpClient(hub.tcpPort())) {
      SentNumbers numbers = byTransport.get("tcp");
      while (!stopping) {
        client.send("{\"sensor\":\"lines\",\"tcp\":" + numbers.reserve(1) + "}");
        pause();
      }
    }
  }

  private void nodePort() {
    SentNumbers numbers = byTransport.get("port");
    WebSocket socket = connect(hub.nodePort(), "/", null, new WebSocket.Listener() {});
    while (!stopping && !socket.isInputClosed()) {
      socket
          .sendText(
              "{\"type\":\"node\",\"msg\":{\"metric\":\"port\",\"value\":"
                  + numbers.reserve(1)
                  + "}}",
              true)
          .join();
      pause();
    }
  }

  /**
   * The pause between readings: as fast as a node may want to be, but slow enough that all
   * transports are used.
   */
  private static void pause() {
    try {
      Thread.sleep(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static WebSocket connect(
      int port, String path, String token, WebSocket.Listener listener) {
    WebSocket.Builder builder = HttpClient.newHttpClient().newWebSocketBuilder();
    if (token != null) {
      builder.header("Authorization", "Bearer " + token);
    }
    return builder.buildAsync(URI.create("ws://127.0.0.1:" + port + path), listener).join();
  }

  /** Counts a reading that a page was shown. */
  void shown(String metric, int number) {
    SentNumbers numbers = byTransport.get(metric);
    if (numbers != null) {
      numbers.acknowledge(number, 1);
    }
  }

  /** Number of acknowledged readings, by transport. */
  Map<String, Integer> acknowledged() {
    Map<String, Integer> counts = new LinkedHashMap<>();
    byTransport.forEach((transport, numbers) -> counts.put(transport, numbers.acknowledgedCount()));
    return counts;
  }

  /** Compares each transport's numbers with the stored readings of its node. */
  void check(ApiClient admin) {
    byTransport.forEach(
        (transport, numbers) -> numbers.check(admin.csv(nodeOf(admin, transport), transport)));
  }

  /** The same for what was sent since the load started last. */
  void checkNew(ApiClient admin) {
    byTransport.forEach(
        (transport, numbers) ->
            numbers.checkNew(admin.csvSince(startedMillis, nodeOf(admin, transport), transport)));
  }

  private String nodeOf(ApiClient admin, String metric) {
    return admin.get("api/nodes").getJsonArray("nodes").getValuesAs(JsonObject.class).stream()
        .filter(each -> each.toString().contains("\"metric\":\"" + metric + "\""))
        .map(each -> each.getString("id"))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no node has the metric " + metric));
  }

  /** Records the readings that the hub accepted, by the ids of their frames. */
  private record AcceptedListener(SentNumbers numbers) implements WebSocket.Listener {
    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
      try (JsonReader reader = Json.createReader(new StringReader(text.toString()))) {
        JsonObject frame = reader.readObject();
        if (frame.getString("type").equals("accepted")) {
          numbers.acknowledge(Integer.parseInt(frame.getString("id")), 1);
        }
      }
      socket.request(1);
      return null;
    }
  }
}
