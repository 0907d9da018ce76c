import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Holds idle connections and measures a hub's memory and latency; bench/idle/run starts it. */
public final class Idle {

  private static final int READINGS = 200;
  private static final int WARM_UP = 300;
  // As sensors send: not at the heels of the reading before, which a live tick would hold back.
  private static final int PAUSE_MILLIS = 30;
  private static final int A_SOURCE = 250;
  private static final Pattern VALUE = Pattern.compile("\\[[0-9]+,([0-9.]+)\\]");
  private static final String READING = "{\"metric\":\"n\",\"value\":%d}";

  private interface Door {
    void send(int number) throws Exception;
  }

  private final int http;
  private final int nodePort;
  private final int tcp;
  private final long hub;
  private final HttpClient client = HttpClient.newHttpClient();
  private final Map<String, Door> doors = new LinkedHashMap<>();
  private final List<SocketChannel> held = new ArrayList<>();
  private final AtomicLong seen = new AtomicLong(-1);
  private String cookie;
  private int number;

  private Idle(String[] args) {
    http = Integer.parseInt(args[0]);
    nodePort = Integer.parseInt(args[1]);
    tcp = Integer.parseInt(args[2]);
    hub = Long.parseLong(args[4]);
  }

  public static void main(String[] args) throws Exception {
    new Idle(args).run(args[3], Integer.parseInt(args[5]), Integer.parseInt(args[6]));
  }

  private void run(String password, int lines, int sockets) throws Exception {
    signIn(password);
    openDoors();
    watch();
    String token = token("idle");
    for (Door door : doors.values()) {
      latencies(door, WARM_UP);
    }
    Map<String, long[]> before = measure();

    long[] none = memory();
    for (int i = 0; i < lines; i++) {
      held.add(connect(source(1, i), tcp));
    }
    long[] withLines = memory();
    for (int i = 0; i < sockets / 2; i++) {
      held.add(webSocket(source(2, i), nodePort, "/", ""));
    }
    // The hub takes whoever only listens for a page after two seconds.
    Thread.sleep(5_000);
    long[] withPort = memory();
    for (int i = 0; i < sockets / 2; i++) {
      held.add(webSocket(source(3, i), http, "/ws", "Authorization: Bearer " + token + "\r\n"));
    }
    long[] withSockets = memory();

    Map<String, long[]> during = measure();
    System.out.printf("%n%d of %d connections still open at the end%n%n", open(), held.size());
    System.out.println("| held | more memory (RSS) | each | Java heap in use | each |");
    System.out.println("|---|---|---|---|---|");
    row("nothing", 0, none, none);
    row(lines + " TCP connections", lines, none, withLines);
    row("+ " + sockets / 2 + " WebSockets at the node port", sockets / 2, withLines, withPort);
    row("+ " + sockets / 2 + " WebSockets at /ws, with a token", sockets / 2, withPort, withSockets);
    System.out.println("\n| door | nothing held: median, p99 | all held: median, p99 |");
    System.out.println("|---|---|---|");
    before.forEach(
        (door, times) ->
            System.out.printf("| %s | %s | %s |%n", door, shown(times), shown(during.get(door))));
    System.exit(open() == held.size() ? 0 : 1);
  }

  private static String source(int net, int i) {
    return "127.0." + net + "." + (2 + i / A_SOURCE);
  }

  private static void row(String what, int count, long[] from, long[] to) {
    String each = count == 0 ? "" : "%.1f KB".formatted((to[0] - from[0]) / (double) count);
    String heap = count == 0 ? "" : "%.1f KB".formatted((to[1] - from[1]) / (double) count);
    System.out.printf(
        "| %s | %s%d MB | %s | %d MB | %s |%n",
        what, count == 0 ? "" : "+", (count == 0 ? to[0] : to[0] - from[0]) / 1024, each,
        to[1] / 1024, heap);
  }

  private static String shown(long[] nanos) {
    return "%.1f ms, %.1f ms".formatted(nanos[nanos.length / 2] / 1e6, nanos[nanos.length * 99 / 100] / 1e6);
  }

  // --- The people and nodes

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http + path));
    return cookie == null ? request : request.header("Cookie", cookie);
  }

  private String send(HttpRequest request) throws Exception {
    HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() / 100 == 2 || answer.statusCode() == 303) {
      List<String> given = answer.headers().allValues("Set-Cookie");
      if (!given.isEmpty()) {
        cookie = given.stream().map(line -> line.replaceFirst(";.*", "")).collect(Collectors.joining("; "));
      }
      return answer.body();
    }
    throw new IOException(request + " was answered with " + answer.statusCode() + answer.body());
  }

  private String post(String path, String type, String body) throws Exception {
    HttpRequest.BodyPublisher bytes = HttpRequest.BodyPublishers.ofString(body);
    return send(request(path).header("Content-Type", type).POST(bytes).build());
  }

  private void signIn(String password) throws Exception {
    post("/login", "application/x-www-form-urlencoded", "username=admin&password=" + password);
  }

  private String token(String name) throws Exception {
    String node = post("/api/nodes", "application/json", "{\"name\":\"" + name + "\"}");
    return group("\"token\":\"([^\"]+)\"", node);
  }

  private static String group(String pattern, String text) throws IOException {
    Matcher found = Pattern.compile(pattern).matcher(text);
    if (!found.find()) {
      throw new IOException("no " + pattern + " in " + text);
    }
    return found.group(1);
  }

  /** Adopts the pending node. */
  private void adopt(String name) throws Exception {
    String pending = "";
    for (int tries = 0; tries < 100 && !pending.contains("\"door\""); tries++) {
      Thread.sleep(100);
      pending = send(request("/api/pending-nodes").build());
    }
    String id = group("\"id\":\"([^\"]+)\"", pending);
    post("/api/pending-nodes/" + id + "/adopt", "application/json", "{\"name\":\"" + name + "\"}");
  }

  // --- The transports

  private void openDoors() throws Exception {
    SocketChannel line = connect("127.0.9.1", tcp);
    doors.put("TCP", n -> write(line, line("{\"sensor\":\"bench\",\"n\":" + n + "}")));
    doors.get("TCP").send(0);
    adopt("tcp");
    SocketChannel port = webSocket("127.0.9.2", nodePort, "/", "");
    doors.put(
        "node port", n -> write(port, frame("{\"type\":\"node\",\"msg\":" + READING.formatted(n) + "}")));
    doors.get("node port").send(0);
    adopt("port");
    HttpRequest knock = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http + "/n/0")).build();
    client.send(knock, HttpResponse.BodyHandlers.discarding());
    adopt("get");
    doors.put(
        "GET",
        n ->
            client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http + "/n/" + n)).build(),
                HttpResponse.BodyHandlers.discarding()));
    String bearer = "Bearer " + token("bench");
    SocketChannel socket = webSocket("127.0.9.4", http, "/ws", "Authorization: " + bearer + "\r\n");
    doors.put("/ws with a token", n -> write(socket, frame(READING.formatted(n))));
    doors.put(
        "POST",
        n ->
            client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http + "/api/readings"))
                    .header("Authorization", bearer)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(READING.formatted(n)))
                    .build(),
                HttpResponse.BodyHandlers.discarding()));
  }

  private static byte[] line(String json) {
    return (Base64.getEncoder().encodeToString(json.getBytes(UTF_8)) + "\n").getBytes(UTF_8);
  }

  private static SocketChannel connect(String from, int port) throws IOException {
    SocketChannel channel = SocketChannel.open();
    channel.setOption(java.net.StandardSocketOptions.TCP_NODELAY, true);
    channel.bind(new InetSocketAddress(from, 0));
    channel.connect(new InetSocketAddress("127.0.0.1", port));
    return channel;
  }

  private static void write(SocketChannel channel, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  private static SocketChannel webSocket(String from, int port, String path, String headers)
      throws IOException {
    SocketChannel channel = connect(from, port);
    String key = Base64.getEncoder().encodeToString(new byte[16]);
    write(
        channel,
        ("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nUpgrade: websocket\r\n"
                + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + key
                + "\r\n" + headers + "\r\n")
            .getBytes(UTF_8));
    ByteBuffer answer = ByteBuffer.allocate(4_096);
    String head = "";
    while (!head.contains("\r\n\r\n")) {
      if (channel.read(answer) < 0) {
        throw new IOException("the handshake failed: " + head);
      }
      head = new String(answer.array(), 0, answer.position(), UTF_8);
    }
    if (!head.startsWith("HTTP/1.1 101")) {
      throw new IOException("the handshake failed: " + head);
    }
    return channel;
  }

  /** A short text in a frame, masked with zeros. */
  private static byte[] frame(String text) {
    byte[] payload = text.getBytes(UTF_8);
    ByteBuffer frame = ByteBuffer.allocate(payload.length + 6);
    frame.put((byte) 0x81).put((byte) (0x80 | payload.length)).putInt(0).put(payload);
    return frame.array();
  }

  // --- The measurements

  /** A page that sees everything. */
  private void watch() {
    client
        .newWebSocketBuilder()
        .header("Cookie", cookie)
        .buildAsync(URI.create("ws://127.0.0.1:" + http + "/ws"), new Page())
        .join()
        .sendText("{\"v\":1,\"type\":\"subscribe\",\"payload\":{\"topics\":[{\"node\":\"*\"}]}}", true);
  }

  private final class Page implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        if (text.indexOf("\"metric\":\"n\"") >= 0) {
          Matcher value = VALUE.matcher(text);
          while (value.find()) {
            look(Double.parseDouble(value.group(1)));
          }
        } else if (text.indexOf("\"pong\"") >= 0) {
          // The hub's heartbeat: it closes pages that it has not heard of for a minute.
          socket.sendText("{\"v\":1,\"type\":\"ping\",\"id\":\"1\"}", true);
        }
        text.setLength(0);
      }
      socket.request(1);
      return null;
    }

    private void look(double value) {
      synchronized (seen) {
        if (value == number) {
          seen.compareAndSet(-1, System.nanoTime());
          seen.notifyAll();
        }
      }
    }
  }

  private Map<String, long[]> measure() throws Exception {
    Map<String, long[]> all = new LinkedHashMap<>();
    for (Map.Entry<String, Door> door : doors.entrySet()) {
      all.put(door.getKey(), latencies(door.getValue(), READINGS));
    }
    return all;
  }

  /** From before a reading is sent until a page has it, in nanoseconds, sorted. */
  private long[] latencies(Door door, int count) throws Exception {
    long[] nanos = new long[count];
    for (int i = 0; i < count; i++) {
      synchronized (seen) {
        // Never small enough to be taken for a value of this machine's own.
        number = Math.max(1_000_000, number) + 1;
        seen.set(-1);
      }
      long sent = System.nanoTime();
      door.send(number);
      synchronized (seen) {
        while (seen.get() < 0) {
          if (System.nanoTime() - sent > TimeUnit.SECONDS.toNanos(20)) {
            throw new TimeoutException("reading " + number + " never came");
          }
          seen.wait(1_000);
        }
        nanos[i] = seen.get() - sent;
      }
      Thread.sleep(PAUSE_MILLIS);
    }
    Arrays.sort(nanos);
    return nanos;
  }

  /** Resident memory and Java heap of the hub in KB, after collecting what nobody uses. */
  private long[] memory() throws Exception {
    jcmd("GC.run");
    Thread.sleep(2_000);
    jcmd("GC.run");
    String status = Files.readString(Path.of("/proc/" + hub + "/status"));
    long heap = 0;
    Matcher used = Pattern.compile("(?im)^\\s*(?:DefNew|def new|Tenured)\\b.*?used ([0-9]+)K").matcher(jcmd("GC.heap_info"));
    while (used.find()) {
      heap += Long.parseLong(used.group(1));
    }
    return new long[] {Long.parseLong(group("VmRSS:\\s+([0-9]+)", status)), heap};
  }

  private String jcmd(String command) throws Exception {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Process process =
        new ProcessBuilder(jcmd, String.valueOf(hub), command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(output);
    }
    return output;
  }

  private int open() throws IOException {
    int open = 0;
    ByteBuffer anything = ByteBuffer.allocate(4_096);
    for (SocketChannel channel : held) {
      channel.configureBlocking(false);
      try {
        open += channel.read(anything.clear()) >= 0 ? 1 : 0;
      } catch (IOException e) {
        // Reset: closed too.
      }
    }
    return open;
  }
}
