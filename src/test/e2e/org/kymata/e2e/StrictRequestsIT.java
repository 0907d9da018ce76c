package org.kymata.e2e;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kymata.e2e.RawHttp.ascii;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the hub accepts as a request, and what it inflates and compresses, with the heap of ./run.
 */
class StrictRequestsIT {

  private static final byte[] READING = ascii("{\"metric\":\"m\",\"value\":1}");
  private static final int MEBIBYTE = 1 << 20;
  private static final List<String> ADDRESSES =
      List.of(
          "/login",
          "/logout",
          "/api/readings",
          "/api/session",
          "/api/nodes",
          "/ws",
          "/",
          "/metrics",
          "/health",
          "/css/base.css",
          "/webjars/a",
          "/api/live",
          "/luminosity/1",
          "/nowhere");

  private static RunningHub hub;
  private static ApiClient admin;
  private static ApiClient.NewNode node;
  private static String asNode;

  @BeforeAll
  static void start() {
    hub = RunningHub.start();
    admin = hub.admin();
    node = admin.createNode("strict");
    asNode = "Authorization: Bearer " + node.token() + "\r\n";
  }

  @AfterAll
  static void stop() {
    if (hub != null) {
      hub.stop();
      hub.close();
    }
  }

  @AfterEach
  void assertHubAlive() {
    assertTrue(hub.server().isAlive(), hub::outputAndLogs);
    assertEquals(200, admin.send("GET", "health", null).statusCode());
  }

  private static int ask(int port, byte[] request) throws IOException {
    try (RawHttp http = RawHttp.open("127.0.0.1", port)) {
      http.send(request);
      OptionalInt status = http.status();
      assertTrue(status.isPresent(), () -> "no answer to " + shown(request));
      return status.getAsInt();
    }
  }

  private static String shown(byte[] request) {
    return new String(request, 0, Math.min(request.length, 300), StandardCharsets.ISO_8859_1);
  }

  static Stream<Arguments> heads() {
    return RawRequestCases.HEADS.entrySet().stream()
        .map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
  }

  @ParameterizedTest
  @MethodSource("heads")
  void malformedHeadIsRejectedAtBothPorts(String head, int status) throws IOException {
    assertEquals(status, ask(hub.port(), ascii(head)));
    assertEquals(status, ask(hub.nodePort(), ascii(head)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /login HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /login HTTP/1.0\r\n\r\n",
        "GET /login?a=50% HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /login?a;b HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /login HTTP/1.1\r\nHost: my_hub.local:18080\r\n\r\n",
        "GET /login HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        "GET /login HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n",
        "GET http://localhost/login HTTP/1.1\r\nHost: localhost\r\n\r\n"
      })
  void requestsOfEveryGoodFormAreAnswered(String head) throws IOException {
    assertEquals(200, ask(hub.port(), ascii(head)));
  }

  @Test
  void requestsThatComeTogetherAreEachLookedAt() throws IOException {
    try (RawHttp http = RawHttp.open("127.0.0.1", hub.port())) {
      http.send(
          ascii(
              "GET /login HTTP/1.1\r\nHost: localhost\r\n\r\n"
                  + "GET /login HTTP/1.1\r\nHost: localhost\r\n\r\n"
                  + "GET /% HTTP/1.1\r\nHost: localhost\r\n\r\n"));
      assertEquals(200, http.status().orElse(0));
      assertEquals(200, http.status().orElse(0));
      assertEquals(400, http.status().orElse(0));
      assertTrue(http.lastHead().contains("hexadecimal"), http::lastHead);
    }
  }

  static List<String> chunks() {
    return RawRequestCases.CHUNKS;
  }

  private static byte[] chunked(String body) {
    String headers = asNode + "Transfer-Encoding: chunked\r\n";
    return RawHttp.request("POST", ascii("/api/readings"), headers, ascii(body));
  }

  @ParameterizedTest
  @MethodSource("chunks")
  void incorrectlyDividedChunksAreRejected(String body) throws IOException {
    assertEquals(400, ask(hub.port(), chunked(body)));
    // The hub closes while more is on its way, so the answer may be lost; it must not be another
    // one.
    assertTrue(Set.of(400, 0).contains(byteByByte(chunked(body))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "18\r\n{\"metric\":\"m\",\"value\":1}\r\n0\r\n\r\n",
        "8\r\n{\"metric\r\n10\r\n\":\"m\",\"value\":1}\r\n0\r\n\r\n",
        "000018\r\n{\"metric\":\"m\",\"value\":1}\r\n000\r\n\r\n",
        "a\r\n{\"metric\":\r\nE\r\n\"m\",\"value\":1}\r\n0\r\n\r\n"
      })
  void chunksThatAreDividedRightlyAreAccepted(String body) throws IOException {
    assertEquals(200, ask(hub.port(), chunked(body)));
    assertEquals(200, byteByByte(chunked(body)));
  }

  /** Sends each byte of the body in a packet of its own, as far as the network allows it. */
  private static int byteByByte(byte[] request) throws IOException {
    int body = shown(request).indexOf("\r\n\r\n") + 4;
    try (RawHttp http = RawHttp.open("127.0.0.1", hub.port())) {
      http.send(Arrays.copyOf(request, body));
      for (int at = body; at < request.length; at++) {
        try {
          http.send(new byte[] {request[at]});
        } catch (IOException e) {
          break;
        }
      }
      return http.status().orElse(0);
    }
  }

  @Test
  void anotherEncodingThanGzipIsRejectedAtEveryAddress() throws IOException {
    for (String encoding : RawRequestCases.ENCODINGS) {
      for (String address : ADDRESSES) {
        byte[] request = RawRequestCases.packed(address, encoding, RawRequestCases.LZMA);
        assertEquals(415, ask(hub.port(), request), address + " in \"" + encoding + "\"");
      }
      assertEquals(
          415, ask(hub.nodePort(), RawRequestCases.packed("/", encoding, RawRequestCases.LZMA)));
    }
  }

  @Test
  void gzipOfAnUnknownClientIsNotInflated() throws IOException {
    byte[] bomb = RawRequestCases.gzip(new byte[60 * MEBIBYTE]);
    List<Callable<Integer>> calls = new java.util.ArrayList<>();
    for (int i = 0; i < 16; i++) {
      calls.add(() -> ask(hub.port(), RawRequestCases.packed("/login", "gzip", bomb)));
      calls.add(() -> ask(hub.port(), RawRequestCases.packed("/api/readings", "gzip", bomb)));
    }
    assertEquals(Set.of(415, 401), Set.copyOf(atOnce(calls)));
  }

  private static byte[] fromNode(String encoding, byte[] body) {
    String headers =
        asNode
            + "Content-Type: application/json\r\nContent-Encoding: "
            + encoding
            + "\r\nContent-Length: "
            + body.length
            + "\r\n";
    return RawHttp.request("POST", ascii("/api/readings"), headers, body);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "x-gzip", "GZip", " gzip "})
  void gzipOfANodeIsInflated(String encoding) throws IOException {
    assertEquals(200, ask(hub.port(), fromNode(encoding, RawRequestCases.gzip(READING))));
    assertEquals(200, ask(hub.port(), fromNode("identity", READING)));
  }

  @Test
  void limitOfABodyHoldsForWhatComesOutOfIt() throws IOException {
    byte[] full = Arrays.copyOf(READING, MEBIBYTE);
    Arrays.fill(full, READING.length, full.length, (byte) ' ');
    assertEquals(200, ask(hub.port(), fromNode("gzip", RawRequestCases.gzip(full))));
    byte[] more = Arrays.copyOf(full, MEBIBYTE + 1);
    more[MEBIBYTE] = ' ';
    assertEquals(413, ask(hub.port(), fromNode("gzip", RawRequestCases.gzip(more))));
    byte[] half = RawRequestCases.gzip(READING);
    assertEquals(400, ask(hub.port(), fromNode("gzip", Arrays.copyOf(half, half.length - 9))));
    assertEquals(400, ask(hub.port(), fromNode("gzip", READING)));
    assertEquals(400, ask(hub.port(), fromNode("gzip", RawRequestCases.LZMA)));
  }

  @Test
  void manyGzipBodiesAtOnceAreBorne() throws IOException {
    byte[] bomb = RawRequestCases.gzip(new byte[60 * MEBIBYTE]);
    byte[] full = RawRequestCases.gzip(texts());
    List<Callable<Integer>> calls = new java.util.ArrayList<>();
    for (int i = 0; i < 16; i++) {
      calls.add(() -> ask(hub.port(), fromNode("gzip", bomb)));
      calls.add(() -> ask(hub.port(), fromNode("gzip", full)));
    }
    Set<Integer> statuses = new LinkedHashSet<>(atOnce(calls));
    statuses.removeAll(Set.of(200, 413, 429, 503));
    assertEquals(Set.of(), statuses);
  }

  private static byte[] texts() {
    String reading = "{\"metric\":\"t\",\"value\":\"" + "x".repeat(170) + "\"},";
    String all = reading.repeat(5_000);
    return ascii("[" + all.substring(0, all.length() - 1) + "]");
  }

  private static List<Integer> atOnce(List<Callable<Integer>> calls) {
    ExecutorService threads = Executors.newFixedThreadPool(calls.size());
    try {
      return threads.invokeAll(calls).stream().map(StrictRequestsIT::result).toList();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      threads.shutdownNow();
    }
  }

  private static int result(Future<Integer> call) {
    try {
      return call.get();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "POST|/api/readings",
        "POST|/api/nodes",
        "POST|/api/hosts",
        "POST|/api/accounts",
        "POST|/api/keys",
        "POST|/api/session/password",
        "POST|/api/nodes/strict/commands",
        "PATCH|/api/nodes/strict",
        "PATCH|/api/accounts/1"
      })
  void jsonThatIsNestedTooDeepIsRejected(String method, String path) {
    String deep = "{\"name\":\"a\",\"x\":" + "[".repeat(64) + "]".repeat(64) + "}";
    HttpResponse<String> answer = admin.send(method, path.substring(1), deep);
    assertEquals(400, answer.statusCode(), answer::body);
    assertTrue(answer.body().contains("64 deep"), answer::body);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/commands/hello", "/api/commands/1/ack", "/api/readings"})
  void jsonOfANodeThatIsNestedTooDeepIsRejected(String path) throws IOException {
    byte[] deep = ascii("{\"a\":".repeat(65) + "1" + "}".repeat(65));
    String headers = asNode + "Content-Length: " + deep.length + "\r\n";
    assertEquals(400, ask(hub.port(), RawHttp.request("POST", ascii(path), headers, deep)));
  }

  @Test
  void neitherHttp2NorCompressedWebSocketsAreOffered() throws IOException {
    for (String line : List.of("HTTP2-Settings: AAMAAABkAAQAAP__", "HTTP2-Settings: ")) {
      byte[] upgrade =
          RawHttp.request(
              "GET",
              ascii("/login"),
              "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n" + line + "\r\n",
              new byte[0]);
      assertEquals(200, ask(hub.port(), upgrade));
    }
    // As Java's own client sends them.
    String asks = asNode + "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n";
    byte[] readings =
        RawHttp.request(
            "POST",
            ascii("/api/readings"),
            asks + "HTTP2-Settings: AAMAAABkAAQAAP__\r\nContent-Length: 24\r\n",
            READING);
    assertEquals(200, ask(hub.port(), readings));
    assertEquals(505, ask(hub.port(), ascii("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0")));
    String handshake =
        asNode
            + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
            + "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n";
    try (RawHttp http = RawHttp.open("127.0.0.1", hub.port())) {
      http.send(RawHttp.request("GET", ascii("/ws"), handshake, new byte[0]));
      assertEquals(101, http.status().orElse(0));
      assertFalse(http.lastHead().toLowerCase().contains("extensions"), http::lastHead);
    }
  }

  private static HttpResponse<byte[]> get(String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(hub.address()).resolve(path))
            .header("Cookie", admin.cookies());
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    try {
      return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] inflated(HttpResponse<byte[]> answer) throws IOException {
    assertEquals("gzip", answer.headers().firstValue("Content-Encoding").orElse("none"));
    assertTrue(answer.headers().allValues("Vary").contains("Accept-Encoding"));
    return new GZIPInputStream(new ByteArrayInputStream(answer.body())).readAllBytes();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/css/base.css",
        "/js/core/api.js",
        "/i18n/en.json",
        "/favicon.svg",
        "/index.html",
        "/"
      })
  void fileTravelsAsTheBuildCompressedIt(String path) throws IOException {
    HttpResponse<byte[]> plain = get(path, "Accept-Encoding", "gzip;q=0, identity");
    HttpResponse<byte[]> packed = get(path, "Accept-Encoding", "gzip, deflate, br");
    assertEquals(200, plain.statusCode());
    if (plain.body().length >= 1_024) {
      assertArrayEquals(plain.body(), inflated(packed));
      String type = plain.headers().firstValue("Content-Type").orElseThrow();
      assertEquals(type, packed.headers().firstValue("Content-Type").orElseThrow());
      String tag = packed.headers().firstValue("ETag").orElseThrow();
      HttpResponse<byte[]> again = get(path, "Accept-Encoding", "gzip", "If-None-Match", tag);
      assertEquals(304, again.statusCode());
      assertEquals(0, again.body().length);
      assertFalse(tag.equals(plain.headers().firstValue("ETag").orElse("")));
    }
  }

  @Test
  void firstLoadOfThePageFitsIn150Kilobytes() throws IOException {
    Set<String> paths = new LinkedHashSet<>(List.of("/index.html"));
    int bytes = 0;
    for (String path : List.copyOf(paths)) {
      String page = new String(inflated(get(path, "Accept-Encoding", "gzip")));
      Pattern.compile("(?:href|src)=\"([^\"#]+\\.(?:css|js|mjs|svg))\"")
          .matcher(page)
          .results()
          .forEach(found -> paths.add("/" + found.group(1)));
    }
    for (String path : paths) {
      bytes += get(path, "Accept-Encoding", "gzip").body().length;
    }
    assertTrue(paths.size() > 10, paths::toString);
    assertTrue(bytes <= 150_000, bytes + " bytes in " + paths);
  }

  @Test
  void answersAreCompressedWhereTheyAreTextsOfAKilobyte() throws IOException {
    String sent =
        IntStream.range(0, 300)
            .mapToObj(i -> "{\"metric\":\"wave\",\"value\":" + i + "}")
            .collect(java.util.stream.Collectors.joining(",", "[", "]"));
    assertEquals(300, ApiClient.node(hub.address(), node.token()).readings(sent));
    String past = "?node=strict&metric=wave&from=2020-01-01T00:00:00Z";
    for (String path :
        List.of("/api/readings" + past, "/api/readings" + past + "&format=csv", "/metrics")) {
      String plain = new String(get(path).body(), StandardCharsets.UTF_8);
      String packed =
          new String(inflated(get(path, "Accept-Encoding", "gzip")), StandardCharsets.UTF_8);
      assertTrue(plain.length() > 1_024, plain);
      if (path.endsWith("csv")) {
        assertEquals(plain, packed);
      }
    }
    HttpResponse<byte[]> small = get("/api/session", "Accept-Encoding", "gzip");
    assertTrue(small.headers().firstValue("Content-Encoding").isEmpty());
    assertTrue(small.headers().firstValue("Content-Length").isPresent());
    try (RawHttp http = RawHttp.open("127.0.0.1", hub.port())) {
      String headers =
          "Cookie: "
              + admin.cookies()
              + "\r\nAccept-Encoding: gzip\r\nAccept: text/event-stream\r\n";
      http.send(RawHttp.request("GET", ascii("/api/live?topic=*"), headers, new byte[0]));
      assertFalse(http.headOnly().toLowerCase().contains("content-encoding"), http::lastHead);
    }
  }
}
