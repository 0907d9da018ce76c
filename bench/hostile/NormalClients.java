import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The normal load of a hub that is attacked: readings by REST, WebSocket and TCP, a page that sees
 * them, a page that loads and sign-ins. Prints of each how long it took and what failed.
 */
public final class NormalClients {

  private static final int PATIENCE_SECONDS = 10;

  private interface Step {
    void take(int number) throws Exception;
  }

  /** What one kind of client measured; the latencies in nanoseconds. */
  private static final class Kind {
    final List<Long> nanos = Collections.synchronizedList(new ArrayList<>());
    final AtomicInteger failed = new AtomicInteger();
    final Map<String, Integer> reasons = new ConcurrentHashMap<>();
    volatile boolean isBusy;

    long quantile(double part) {
      List<Long> sorted;
      synchronized (nanos) {
        sorted = new ArrayList<>(nanos);
      }
      Collections.sort(sorted);
      return sorted.isEmpty() ? 0 : sorted.get((int) Math.min(sorted.size() - 1, sorted.size() * part));
    }
  }

  private final String base;
  private final int http;
  private final int tcp;
  private final String token;
  private final String cookie;
  private final String password;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(PATIENCE_SECONDS)).build();
  private final Map<String, Kind> kinds = new LinkedHashMap<>();
  private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(16);
  private final Map<Integer, CompletableFuture<Void>> awaited = new ConcurrentHashMap<>();
  private volatile WebSocket node;
  private volatile CompletableFuture<Void> accepted = new CompletableFuture<>();
  private volatile Socket line;

  private NormalClients(String[] args) {
    http = Integer.parseInt(args[0]);
    tcp = Integer.parseInt(args[1]);
    token = args[2];
    cookie = args[3];
    password = args[4];
    base = "http://127.0.0.1:" + http;
  }

  public static void main(String[] args) throws Exception {
    new NormalClients(args).run(Long.parseLong(args[5]));
  }

  private void run(long seconds) throws Exception {
    page();
    every("POST a reading", 200, this::post);
    every("reading by WebSocket, acknowledged", 200, this::webSocket);
    every("reading by TCP, seen by a page", 200, this::line);
    every("GET /api/nodes", 500, number -> require(200, get("/api/nodes")));
    every("GET /login, a new connection", 1_000, this::fresh);
    every("sign-in", 3_000, this::signIn);
    Thread.sleep(seconds * 1_000);
    clock.shutdownNow();
    List<Long> all = new ArrayList<>();
    int failures = 0;
    System.out.println("| good client | count | median | p99 | longest | failed |");
    System.out.println("|---|---|---|---|---|---|");
    for (Map.Entry<String, Kind> each : kinds.entrySet()) {
      Kind kind = each.getValue();
      System.out.printf("| %s | %d | %.1f ms | %.1f ms | %.1f ms | %d |%n", each.getKey(), kind.nanos.size(), kind.quantile(0.5) / 1e6, kind.quantile(0.99) / 1e6, kind.quantile(1) / 1e6, kind.failed.get());
      kind.reasons.forEach((reason, count) -> System.out.println("<!-- " + each.getKey() + ": " + count + " x " + reason + " -->"));
      failures += kind.failed.get();
      if (!each.getKey().equals("sign-in")) {
        all.addAll(kind.nanos);
      }
    }
    Collections.sort(all);
    double p99 = all.get((int) (all.size() * 0.99)) / 1e6;
    System.out.printf("%nAll but sign-ins, whose hash takes its time on purpose: p99 %.1f ms, %d failed%n", p99, failures);
    System.out.printf("RESULT p99_ms=%.1f failed=%d count=%d%n", p99, failures, all.size());
    System.exit(0);
  }

  private void every(String name, int millis, Step step) {
    Kind kind = new Kind();
    kinds.put(name, kind);
    AtomicInteger number = new AtomicInteger(1_000_000 * kinds.size());
    clock.scheduleAtFixedRate(
        () -> {
          long begun = System.nanoTime();
          try {
            step.take(number.incrementAndGet());
            kind.nanos.add(System.nanoTime() - begun);
          } catch (Exception e) {
            kind.failed.incrementAndGet();
            kind.reasons.merge(String.valueOf(e.getMessage() == null ? e : e.getMessage()), 1, Integer::sum);
          }
        },
        1_000,
        millis,
        TimeUnit.MILLISECONDS);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofSeconds(PATIENCE_SECONDS));
  }

  private int get(String path) throws Exception {
    return client.send(request(path).header("Cookie", cookie).build(), HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  private static void require(int wanted, int status) throws IOException {
    if (wanted != status) {
      throw new IOException("status " + status);
    }
  }

  private void post(int number) throws Exception {
    HttpRequest post =
        request("/api/readings")
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"metric\":\"n\",\"value\":" + number + "}"))
            .build();
    require(200, client.send(post, HttpResponse.BodyHandlers.discarding()).statusCode());
  }

  private void webSocket(int number) throws Exception {
    if (node == null || node.isOutputClosed() || node.isInputClosed()) {
      node =
          client
              .newWebSocketBuilder()
              .header("Authorization", "Bearer " + token)
              .buildAsync(URI.create("ws://127.0.0.1:" + http + "/ws"), new Listener(text -> accepted.complete(null)))
              .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
    accepted = new CompletableFuture<>();
    node.sendText("{\"v\":1,\"type\":\"readings\",\"id\":\"1\",\"payload\":{\"metric\":\"w\",\"value\":" + number + "}}", true);
    accepted.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private void line(int number) throws Exception {
    if (line == null) {
      Socket made = new Socket();
      made.setTcpNoDelay(true);
      made.connect(new InetSocketAddress("127.0.0.1", tcp), PATIENCE_SECONDS * 1_000);
      line = made;
    }
    CompletableFuture<Void> seen = new CompletableFuture<>();
    awaited.put(number, seen);
    String json = "{\"sensor\":\"bench0\",\"t\":" + number + "}";
    try {
      line.getOutputStream().write((Base64.getEncoder().encodeToString(json.getBytes(UTF_8)) + "\n").getBytes(UTF_8));
      seen.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (IOException | TimeoutException e) {
      line.close();
      line = null;
      throw e;
    } finally {
      awaited.remove(number);
    }
  }

  private void fresh(int number) throws Exception {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", http), PATIENCE_SECONDS * 1_000);
      socket.setSoTimeout(PATIENCE_SECONDS * 1_000);
      socket.getOutputStream().write("GET /login HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".getBytes(UTF_8));
      InputStream in = socket.getInputStream();
      String head = new String(in.readNBytes(12), UTF_8);
      in.readAllBytes();
      if (!head.equals("HTTP/1.1 200")) {
        throw new IOException("answered " + head);
      }
    }
  }

  private void signIn(int number) throws Exception {
    HttpRequest form =
        request("/login")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString("username=guest&password=" + password))
            .build();
    require(303, client.send(form, HttpResponse.BodyHandlers.discarding()).statusCode());
  }

  /** A page that is open all the time; opened anew when the hub ends it. */
  private void page() {
    client
        .newWebSocketBuilder()
        .header("Cookie", cookie)
        .buildAsync(URI.create("ws://127.0.0.1:" + http + "/ws"), new Listener(this::seen))
        .thenAccept(
            socket -> {
              socket.sendText("{\"v\":1,\"type\":\"subscribe\",\"payload\":{\"topics\":[{\"node\":\"*\"}]}}", true);
              clock.scheduleAtFixedRate(
                  () -> {
                    if (!socket.isOutputClosed()) {
                      socket.sendText("{\"v\":1,\"type\":\"ping\",\"id\":\"1\"}", true);
                    }
                  },
                  15, 15, TimeUnit.SECONDS);
            });
  }

  private void seen(String frame) {
    awaited.forEach(
        (number, seen) -> {
          if (frame.contains(number + ".0]") || frame.contains("," + number + "]")) {
            seen.complete(null);
          }
        });
  }

  private final class Listener implements WebSocket.Listener {
    private final java.util.function.Consumer<String> whole;
    private final StringBuilder text = new StringBuilder();

    Listener(java.util.function.Consumer<String> whole) {
      this.whole = whole;
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        whole.accept(text.toString());
        text.setLength(0);
      }
      socket.request(1);
      return null;
    }
  }
}
