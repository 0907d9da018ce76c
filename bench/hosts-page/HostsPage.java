import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/** What one open page of hosts costs, by WebSocket, SSE and polling; bench/hosts-page/run starts it. */
public final class HostsPage {

  private static final int POLL_MILLIS = 2_000;
  private static final int PING_MILLIS = 10_000;
  private static final int SETTLE_MILLIS = 6_000;
  // What Chromium sends beside the cookie: polling sends it with every request.
  private static final String BROWSER =
      """
      sec-ch-ua-platform: "Linux"
      User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36
      sec-ch-ua: "Chromium";v="150", "Not.A/Brand";v="24"
      sec-ch-ua-mobile: ?0
      Sec-Fetch-Site: same-origin
      Sec-Fetch-Mode: cors
      Sec-Fetch-Dest: empty
      Accept-Encoding: gzip, deflate, br, zstd
      Accept-Language: en-US,en;q=0.9
      """
          .replace("\n", "\r\n");

  /** A way to follow: runs until it is interrupted or its socket is closed. */
  private interface Way {
    void follow() throws Exception;
  }

  private final int hub;
  private final long pid;
  private final int seconds;
  private final int pages;
  private final Relay relay;
  private final AtomicLong heads = new AtomicLong();
  private final ConcurrentLinkedQueue<Long> delays = new ConcurrentLinkedQueue<>();
  private volatile boolean counting;
  private String cookie = "";
  private List<String> topics = List.of();

  private HostsPage(String[] args) throws IOException {
    hub = Integer.parseInt(args[0]);
    pid = Long.parseLong(args[2]);
    seconds = Integer.parseInt(args[3]);
    pages = Integer.parseInt(args[4]);
    relay = new Relay(hub);
  }

  public static void main(String[] args) throws Exception {
    new HostsPage(args).run(args[1]);
  }

  private void run(String password) throws Exception {
    signIn(password);
    topics = topics();
    System.out.printf("%d pages at once, %d s each way, %d metrics of one host every 2 s%n%n", pages, seconds, topics.size());
    double idle = measure("nobody", () -> Thread.sleep(Long.MAX_VALUE), 0, 0);
    System.out.println("| way | connections/min | header bytes/min | delay, median | hub's CPU | bytes/min |");
    System.out.println("|---|---|---|---|---|---|");
    measure("WebSocket", this::webSocket, pages, idle);
    measure("SSE", this::events, pages, idle);
    measure("polling, kept alive", () -> poll(true), pages, idle);
    measure("polling, a connection each", () -> poll(false), pages, idle);
    System.out.printf(Locale.ROOT, "%nThe hub alone, sampling: %.2f %% of a core.%n", idle);
    System.exit(0);
  }

  /** Follows with so many pages, prints what one of them cost, and gives the hub's CPU in percent. */
  private double measure(String name, Way way, int count, double idle) throws Exception {
    List<Thread> threads = new ArrayList<>();
    relay.connections.set(0);
    for (int i = 0; i < count; i++) {
      Thread thread = new Thread(() -> followed(way));
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
      Thread.sleep(100);
    }
    // Opening the stream counts as a connection; its bytes are those of a page that stays open.
    long opened = relay.connections.get();
    Thread.sleep(SETTLE_MILLIS);
    heads.set(0);
    delays.clear();
    long bytes = relay.bytes.get();
    long connections = relay.connections.get();
    long cpu = cpuMillis();
    counting = true;
    Thread.sleep(1_000L * seconds);
    counting = false;
    double percent = (cpuMillis() - cpu) / (10.0 * seconds);
    if (count > 0) {
      double minutes = count * seconds / 60.0;
      boolean streams = relay.connections.get() == connections;
      double each = streams ? (double) opened / count : (relay.connections.get() - connections) / minutes;
      List<Long> sorted = delays.stream().sorted().toList();
      System.out.printf(
          Locale.ROOT, "| %s | %.1f | %,.0f | %d ms | %.3f %% of a core | %,.0f |%n",
          name, each, heads.get() / minutes, sorted.get(sorted.size() / 2),
          Math.max(0, percent - idle) / count, (relay.bytes.get() - bytes) / minutes);
    }
    threads.forEach(Thread::interrupt);
    relay.closeAll();
    Thread.sleep(2_000);
    return percent;
  }

  private static void followed(Way way) {
    try {
      way.follow();
    } catch (Exception e) {
      // Its time is over: the relay closed its connection.
    }
  }

  private long cpuMillis() throws IOException {
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return 10 * (Long.parseLong(fields[11]) + Long.parseLong(fields[12]));
  }

  // --- What a page does

  private void signIn(String password) throws IOException {
    try (Http http = new Http(hub)) {
      String form = "username=admin&password=" + password;
      http.send("POST /login HTTP/1.1\r\nHost: localhost:" + hub + "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: " + form.length() + "\r\n\r\n" + form);
      cookie = "Cookie: " + group("(?i)Set-Cookie: (kymata_signin=[^;]+)", http.head()) + "\r\n";
    }
  }

  /** What the page of hosts shows of a host, as js/hosts/live-metrics.js chooses it. */
  private List<String> topics() throws Exception {
    try (Http http = new Http(hub)) {
      String hosts = "";
      for (int tries = 0; tries < 60 && !hosts.contains("\"memory\""); tries++) {
        Thread.sleep(500);
        hosts = http.get("/api/hosts", "");
      }
      String id = group("\"id\":\"([^\"]+)\"", hosts);
      List<String> wanted = new ArrayList<>(List.of("cpu", "memory", "load/1m"));
      add(wanted, hosts, "\"(disk/[^\"/]+)\":[0-9]", 1);
      add(wanted, hosts, "\"(temperature/[^\"]+)\":[0-9]", 1);
      add(wanted, hosts, "\"(net/[^\"]+/in)\":[0-9]", 2);
      add(wanted, hosts, "\"(net/[^\"]+/out)\":[0-9]", 2);
      add(wanted, hosts, "\"(cpu/core[0-9]+)\":[0-9]", 36 - wanted.size());
      return wanted.stream().map(metric -> id + ":" + metric).toList();
    }
  }

  private static void add(List<String> wanted, String hosts, String pattern, int most) {
    Pattern.compile(pattern).matcher(hosts).results().limit(most).forEach(found -> wanted.add(found.group(1)));
  }

  private void webSocket() throws Exception {
    try (Http http = new Http(relay.port())) {
      http.request("GET", "/ws", "Connection: Upgrade\r\nUpgrade: websocket\r\nOrigin: http://localhost:" + relay.port() + "\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + Base64.getEncoder().encodeToString(new byte[16]) + "\r\n");
      http.head();
      List<String> wanted = topics.stream().map(topic -> "{\"node\":\"%s\",\"metric\":\"%s\"}".formatted((Object[]) topic.split(":", 2))).toList();
      http.frame("{\"v\":1,\"type\":\"subscribe\",\"id\":\"1\",\"payload\":{\"topics\":[" + String.join(",", wanted) + "]}}");
      long pinged = System.currentTimeMillis();
      while (true) {
        arrived(http.readFrame());
        if (System.currentTimeMillis() - pinged > PING_MILLIS) {
          pinged = System.currentTimeMillis();
          http.frame("{\"v\":1,\"type\":\"ping\",\"id\":\"2\",\"payload\":{}}");
        }
      }
    }
  }

  private void events() throws Exception {
    try (Http http = new Http(relay.port())) {
      List<String> wanted = topics.stream().map(topic -> "topic=" + URLEncoder.encode(topic, UTF_8)).toList();
      http.request("GET", "/api/live?" + String.join("&", wanted), "Accept: text/event-stream\r\n");
      http.head();
      while (true) {
        arrived(http.line());
      }
    }
  }

  private void poll(boolean keepAlive) throws Exception {
    Http http = null;
    long next = System.currentTimeMillis();
    while (true) {
      if (http == null) {
        http = new Http(relay.port());
      }
      polled(http.get("/api/hosts", keepAlive ? "" : "Connection: close\r\n"));
      if (!keepAlive || http.isClosing) {
        http.close();
        http = null;
      }
      next += POLL_MILLIS;
      Thread.sleep(Math.max(1, next - System.currentTimeMillis()));
    }
  }

  private void arrived(String frame) {
    if (frame.contains("\"type\":\"readings\"") && !frame.contains("\"backlog\":true")) {
      delay(frame, "\"points\":\\[\\[([0-9]{13})");
    }
  }

  private void polled(String hosts) {
    delay(hosts, "\"picture\":\\{(?:\"node\":\"[^\"]*\",)?\"time\":([0-9]{13})");
  }

  private void delay(String text, String pattern) {
    Matcher time = Pattern.compile(pattern).matcher(text);
    if (counting && time.find()) {
      delays.add(System.currentTimeMillis() - Long.parseLong(time.group(1)));
    }
  }

  private static String group(String pattern, String text) throws IOException {
    Matcher found = Pattern.compile(pattern).matcher(text);
    if (!found.find()) {
      throw new IOException("no " + pattern + " in " + text);
    }
    return found.group(1);
  }

  /** HTTP by hand, so that each byte of a head is seen. */
  private final class Http implements AutoCloseable {
    private final int port;
    private final Socket socket;
    private final InputStream in;
    private boolean isClosing;

    Http(int port) throws IOException {
      this.port = port;
      socket = new Socket("localhost", port);
      in = new BufferedInputStream(socket.getInputStream());
    }

    void send(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(UTF_8));
    }

    void request(String method, String path, String more) throws IOException {
      String head = method + " " + path + " HTTP/1.1\r\nHost: localhost:" + port + "\r\n" + BROWSER + cookie + more + "\r\n";
      heads.addAndGet(head.length());
      send(head);
    }

    String get(String path, String more) throws IOException {
      request("GET", path, "Accept: application/json\r\n" + more);
      String head = head();
      isClosing = head.toLowerCase(Locale.ROOT).contains("connection: close");
      byte[] body = body(head.toLowerCase(Locale.ROOT));
      if (head.toLowerCase(Locale.ROOT).contains("content-encoding: gzip")) {
        body = new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
      }
      return new String(body, UTF_8);
    }

    private byte[] body(String head) throws IOException {
      Matcher length = Pattern.compile("content-length: ([0-9]+)").matcher(head);
      if (length.find()) {
        return in.readNBytes(Integer.parseInt(length.group(1)));
      }
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      int size;
      do {
        size = Integer.parseInt(line(), 16);
        all.write(in.readNBytes(size));
        line();
      } while (size > 0);
      return all.toByteArray();
    }

    String head() throws IOException {
      StringBuilder head = new StringBuilder();
      String line;
      do {
        line = line();
        head.append(line).append("\r\n");
      } while (!line.isEmpty());
      heads.addAndGet(head.length());
      return head.toString();
    }

    String line() throws IOException {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      for (int c = in.read(); c != '\n'; c = in.read()) {
        if (c < 0) {
          throw new EOFException();
        }
        if (c != '\r') {
          line.write(c);
        }
      }
      return line.toString(UTF_8);
    }

    /** A frame as a browser sends it, masked with zeros. */
    void frame(String text) throws IOException {
      byte[] payload = text.getBytes(UTF_8);
      ByteArrayOutputStream frame = new ByteArrayOutputStream();
      frame.write(0x81);
      if (payload.length < 126) {
        frame.write(0x80 | payload.length);
      } else {
        frame.write(0x80 | 126);
        frame.write(payload.length >> 8);
        frame.write(payload.length);
      }
      frame.write(new byte[4]);
      heads.addAndGet(frame.size());
      frame.write(payload);
      socket.getOutputStream().write(frame.toByteArray());
    }

    String readFrame() throws IOException {
      in.read();
      int length = in.read() & 0x7f;
      int head = 2;
      if (length >= 126) {
        byte[] more = in.readNBytes(length == 126 ? 2 : 8);
        head += more.length;
        length = 0;
        for (byte each : more) {
          length = length << 8 | each & 0xff;
        }
      }
      heads.addAndGet(head);
      byte[] payload = in.readNBytes(length);
      if (payload.length < length || length == 0) {
        throw new EOFException();
      }
      return new String(payload, UTF_8);
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  /** Between the pages and the hub: counts connections, and bytes both ways. */
  private static final class Relay {
    final AtomicLong connections = new AtomicLong();
    final AtomicLong bytes = new AtomicLong();
    private final ServerSocket door = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    private final List<Socket> open = new ArrayList<>();
    private final int hub;

    Relay(int hub) throws IOException {
      this.hub = hub;
      start(this::accept);
    }

    int port() {
      return door.getLocalPort();
    }

    private static void start(Runnable work) {
      Thread thread = new Thread(work);
      thread.setDaemon(true);
      thread.start();
    }

    private void accept() {
      while (true) {
        try {
          Socket page = door.accept();
          Socket there = new Socket("localhost", hub);
          page.setTcpNoDelay(true);
          there.setTcpNoDelay(true);
          connections.incrementAndGet();
          synchronized (open) {
            open.removeIf(Socket::isClosed);
            open.addAll(List.of(page, there));
          }
          start(() -> pump(page, there));
          start(() -> pump(there, page));
        } catch (IOException e) {
          throw new IllegalStateException(e);
        }
      }
    }

    private void pump(Socket from, Socket to) {
      byte[] buffer = new byte[16_384];
      try (from; to) {
        for (int n = from.getInputStream().read(buffer); n >= 0; n = from.getInputStream().read(buffer)) {
          bytes.addAndGet(n);
          to.getOutputStream().write(buffer, 0, n);
        }
      } catch (IOException e) {
        // One end is gone: so is the other.
      }
    }

    void closeAll() throws IOException {
      synchronized (open) {
        for (Socket socket : open) {
          socket.close();
        }
        open.clear();
      }
    }
  }
}
