import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Attacks a hub in all known ways at a time; bench/hostile/run starts it. Each attack opens its
 * connections from addresses of its own, holds them, closes them and begins anew.
 */
public final class Attackers {

  private static final int PER_SECOND = 400;
  private static final int HOLD_SECONDS = 20;

  private interface Opening {
    SocketChannel open(String from, int number) throws IOException;
  }

  /** One way to attack: so many connections at a time, and what each of them goes on sending. */
  private record Attack(int connections, Opening opening, byte[] again) {}

  private final int http;
  private final int nodePort;
  private final int tcp;
  private final String token;
  private final String cookie;
  private final Map<String, Attack> attacks = new LinkedHashMap<>();

  private Attackers(String[] args) {
    http = Integer.parseInt(args[0]);
    nodePort = Integer.parseInt(args[1]);
    tcp = Integer.parseInt(args[2]);
    token = args[3];
    cookie = args[4];
  }

  public static void main(String[] args) throws Exception {
    Attackers hostile = new Attackers(args);
    hostile.add();
    Set<String> only = args[6].equals("all") ? Set.of() : Set.of(args[6].split(","));
    hostile.attacks.keySet().removeIf(name -> !only.isEmpty() && !only.contains(name));
    hostile.run(Long.parseLong(args[5]));
  }

  // --- The attacks

  private void add() throws IOException {
    byte[] nothing = {};
    webSockets(nothing);
    requests(nothing);
    encodings(nothing);
    lines(nothing);
  }

  private void webSockets(byte[] nothing) {
    attack("frame-4mb", 60, at("/", frameHead(1, true, 3_900_000)), zeros(64 << 10));
    attack("frame-64k", 800, at("/", frameHead(1, true, 65_536), zeros(65_000)), nothing);
    attack("frame-64k-whole", 400, at("/", frameHead(1, true, 65_536), zeros(65_536)), nothing);
    attack("frame-head", 400, at("/", frameHead(1, true, 65_536)), nothing);
    attack("fragments", 400, at("/", frameHead(1, false, 60_000), zeros(60_000)), nothing);
    attack("fragments-small", 100, at("/", frame(1, false, "")), frame(0, false, "x"));
    attack("pings-unread", 50, at("/"), many(frame(9, true, "x".repeat(100)), 500));
    attack("errors-unread", 100, at("/"), many(frame(1, true, "?"), 200));
    attack("node-port-idle", 3_000, at("/"), nothing);
    attack("node-port-origin", 50, at("/", "Origin: http://evil.example"), frame(1, true, "{\"type\":\"node\",\"msg\":{\"metric\":\"n\",\"value\":1}}"));
    attack("ws-idle-one-token", 5_500, ws("Authorization: Bearer " + token), nothing);
    attack("ws-frame-64k", 600, ws("Authorization: Bearer " + token, frameHead(1, true, 65_536), zeros(65_000)), nothing);
    attack("ws-acks-unread", 100, ws("Authorization: Bearer " + token), many(frame(1, true, "{\"v\":1,\"type\":\"ping\",\"id\":\"1\"}"), 100));
    attack("pages-unread", 300, ws("Cookie: " + cookie, frame(1, true, "{\"v\":1,\"type\":\"subscribe\",\"payload\":{\"topics\":[{\"node\":\"*\"}]}}")), nothing);
  }

  private void requests(byte[] nothing) {
    String head = "GET /login HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Filler: ";
    attack("head-8k", 11_000, raw(http, ascii(head), zeros(7_800)), nothing);
    attack("head-8k-node-port", 1_000, raw(nodePort, ascii(head), zeros(7_800)), nothing);
    attack("head-slow", 500, raw(http, ascii(head)), ascii("x"));
    attack("silent", 3_000, raw(http), nothing);
    attack("keep-alive-idle", 2_000, raw(http, ascii("GET /login HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")), nothing);
    attack("pipelined-unread", 60, raw(http, many(ascii("GET /webjars/uplot/1.6.32/dist/uPlot.iife.min.js HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"), 60)), many(ascii("GET /login HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"), 20));
    attack("tls-half", 500, raw(http, new byte[] {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3}), nothing);
    String body = "Host: 127.0.0.1\r\nContent-Type: application/json\r\n";
    attack("body-unfinished", 200, raw(http, ascii("POST /api/readings HTTP/1.1\r\n" + body + "Content-Length: 1000000\r\n\r\n"), zeros(60_000)), zeros(1_000));
    attack("body-chunked", 200, raw(http, ascii("POST /api/readings HTTP/1.1\r\n" + body + "Transfer-Encoding: chunked\r\n\r\nffff\r\n"), zeros(60_000)), ascii("x"));
    attack("body-token", 100, raw(http, ascii("POST /api/readings HTTP/1.1\r\nAuthorization: Bearer " + token + "\r\n" + body + "Content-Length: 1000000\r\n\r\n"), zeros(900_000)), ascii("x"));
    attack("form-unfinished", 60, raw(http, ascii("POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100000\r\n\r\nusername=")), ascii("x"));
    attack("sign-in-wrong", 10, raw(http, form("username=admin&password=wrong-" + System.nanoTime(), "")), nothing);
    attack("long-poll", 200, raw(http, ascii("GET /api/commands/next?wait=30 HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + token + "\r\n\r\n")), nothing);
    attack("sse", 600, raw(http, ascii("GET /api/live HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: " + cookie + "\r\n\r\n")), nothing);
    attack("connexion", 300, raw(http, ascii("GET /connexion HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: " + cookie + "\r\n\r\n")), nothing);
  }

  private void encodings(byte[] nothing) throws IOException {
    byte[] lzma = Arrays.copyOf(new byte[] {0x5d, -1, -1, -1, 0x7f}, 33);
    byte[] gzip = gzip(60 << 20);
    for (String path : List.of("/login", "/api/readings", "/", "/health/ready")) {
      String name = path.replace('/', '-');
      attack("lzma" + name, 4, encoded(path, "lzma", "", lzma), nothing);
      attack("gzip" + name, 4, encoded(path, "gzip", "", gzip), nothing);
      attack("deflate" + name, 4, encoded(path, "deflate", "", deflate(60 << 20)), nothing);
      attack("gzip-gzip" + name, 2, encoded(path, "gzip, gzip", "", gzip), nothing);
      for (String other : List.of("br", "zstd", "x-gzip", "compress", "LZMA", "identity, lzma")) {
        attack(other.replace(", ", "-") + name, 2, encoded(path, other, "", other.toLowerCase().contains("lzma") ? lzma : gzip), nothing);
      }
    }
    attack("gzip-token", 16, encoded("/api/readings", "gzip", "Authorization: Bearer " + token + "\r\n", gzip), nothing);
    attack("lzma-token", 4, encoded("/api/readings", "lzma", "Authorization: Bearer " + token + "\r\n", lzma), nothing);
  }

  private void lines(byte[] nothing) {
    attack("tcp-half-line", 5_000, raw(tcp, zeros(4_000)), nothing);
    attack("tcp-slow-line", 500, raw(tcp, ascii("eyJz")), ascii("x"));
    attack("tcp-endless-line", 50, raw(tcp, zeros(4_000)), zeros(16_000));
    attack("tcp-errors-unread", 300, raw(tcp), many(ascii("?\n"), 500));
    attack("tcp-idle", 3_000, raw(tcp), nothing);
    attack("agent-half-line", 1_000, raw(tcp, ascii("{\"v\":1,\"type\":\"hello\",\"token\":\""), zeros(3_500)), nothing);
  }

  private void attack(String name, int connections, Opening opening, byte[] again) {
    attacks.put(name, new Attack(connections, opening, again));
  }

  // --- How they begin

  private Opening raw(int port, byte[]... first) {
    return (from, number) -> {
      SocketChannel channel = connect(from, port);
      write(channel, join(first));
      return channel;
    };
  }

  private Opening at(String path, Object... first) {
    return (from, number) -> webSocket(from, nodePort, path, first);
  }

  private Opening ws(Object... first) {
    return (from, number) -> webSocket(from, http, "/ws", first);
  }

  private Opening encoded(String path, String encoding, String headers, byte[] body) {
    String head =
        "POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: "
            + (path.equals("/login") ? "application/x-www-form-urlencoded" : "application/json")
            + "\r\nContent-Encoding: " + encoding + "\r\n" + headers + "Content-Length: " + body.length + "\r\n\r\n";
    return raw(http, ascii(head), body);
  }

  private static byte[] form(String fields, String headers) {
    return ascii("POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            + headers + "Content-Length: " + fields.length() + "\r\n\r\n" + fields);
  }

  private static SocketChannel connect(String from, int port) throws IOException {
    SocketChannel channel = SocketChannel.open();
    channel.setOption(StandardSocketOptions.SO_RCVBUF, 4_096);
    channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
    channel.bind(new InetSocketAddress(from, 0));
    channel.configureBlocking(false);
    channel.connect(new InetSocketAddress("127.0.0.1", port));
    long begun = System.nanoTime();
    while (!channel.finishConnect()) {
      if (System.nanoTime() - begun > TimeUnit.SECONDS.toNanos(2)) {
        channel.close();
        throw new IOException("not accepted");
      }
      pause(1);
    }
    return channel;
  }

  /** Opens one; strings of {@code first} are headers, bytes come after the handshake. */
  private static SocketChannel webSocket(String from, int port, String path, Object... first)
      throws IOException {
    SocketChannel channel = connect(from, port);
    StringBuilder head = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port);
    head.append("\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n");
    head.append("Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n");
    ByteArrayOutputStream then = new ByteArrayOutputStream();
    for (Object each : first) {
      if (each instanceof String header) {
        head.append(header).append("\r\n");
      } else {
        then.writeBytes((byte[]) each);
      }
    }
    write(channel, ascii(head.append("\r\n").toString()));
    ByteBuffer answer = ByteBuffer.allocate(4_096);
    long begun = System.nanoTime();
    while (!new String(answer.array(), 0, answer.position(), ISO_8859_1).contains("\r\n\r\n")) {
      if (channel.read(answer) < 0 || System.nanoTime() - begun > TimeUnit.SECONDS.toNanos(2)) {
        channel.close();
        throw new IOException("no handshake");
      }
      pause(1);
    }
    write(channel, then.toByteArray());
    return channel;
  }

  /** Writes what can be written. */
  private static void write(SocketChannel channel, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    for (int tries = 0; buffer.hasRemaining() && tries < 50; tries++) {
      if (channel.write(buffer) == 0) {
        pause(2);
      }
    }
  }

  // --- Bytes

  private static byte[] ascii(String text) {
    return text.getBytes(ISO_8859_1);
  }

  private static byte[] zeros(int count) {
    byte[] zeros = new byte[count];
    Arrays.fill(zeros, (byte) 'a');
    return zeros;
  }

  private static byte[] many(byte[] one, int times) {
    byte[][] all = new byte[times][];
    Arrays.fill(all, one);
    return join(all);
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] frameHead(int opcode, boolean isFinal, int length) {
    ByteBuffer head = ByteBuffer.allocate(14).put((byte) (opcode | (isFinal ? 0x80 : 0)));
    if (length < 126) {
      head.put((byte) (0x80 | length));
    } else {
      head.put((byte) (0x80 | 127)).putLong(length);
    }
    return Arrays.copyOf(head.putInt(0).array(), head.position());
  }

  private static byte[] frame(int opcode, boolean isFinal, String text) {
    return join(frameHead(opcode, isFinal, text.length()), text.getBytes(UTF_8));
  }

  private static byte[] gzip(int length) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(new byte[length]);
    }
    return packed.toByteArray();
  }

  private static byte[] deflate(int length) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(packed, new Deflater(9))) {
      out.write(new byte[length]);
    }
    return packed.toByteArray();
  }

  // --- The run

  private void run(long seconds) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    List<Thread> threads = new ArrayList<>();
    int net = 1;
    for (Map.Entry<String, Attack> each : attacks.entrySet()) {
      String from = "127.1." + net++ + ".";
      Thread thread = new Thread(() -> attack(each.getKey(), each.getValue(), from, end));
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static void attack(String name, Attack attack, String net, long end) {
    long opened = 0;
    long refused = 0;
    while (System.nanoTime() < end) {
      List<SocketChannel> held = new ArrayList<>();
      for (int i = 0; i < attack.connections && System.nanoTime() < end; i++) {
        try {
          held.add(attack.opening.open(net + (1 + i % 250), i));
          opened++;
        } catch (IOException | UncheckedIOException e) {
          refused++;
        }
        pause(1_000 / PER_SECOND);
      }
      long until = Math.min(end, System.nanoTime() + TimeUnit.SECONDS.toNanos(HOLD_SECONDS));
      while (System.nanoTime() < until) {
        for (SocketChannel each : held) {
          try {
            if (attack.again.length > 0) {
              each.write(ByteBuffer.wrap(attack.again));
            }
          } catch (IOException e) {
            // The hub ended it: that is what it should do.
          }
        }
        pause(1_000);
      }
      for (SocketChannel each : held) {
        try {
          each.close();
        } catch (IOException e) {
          // It is over in any case.
        }
      }
    }
    System.out.printf("attack %s: %d connections, %d refused%n", name, opened, refused);
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
