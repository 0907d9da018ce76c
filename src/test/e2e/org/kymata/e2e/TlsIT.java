package org.kymata.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.Cookie;
import jakarta.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.kymata.testing.Ports;
import org.kymata.testing.TcpNode;

/**
 * {@code KYMATA_TLS=on ./run}: every port speaks TLS, with a certificate that only clients accept
 * that trust the hub's own authority.
 */
class TlsIT {

  private static RunningHub hub;
  private static Path home;
  private static Path authorityFile;
  private static X509Certificate authority;
  private static SSLContext trust;
  private static ApiClient admin;

  @BeforeAll
  static void start() throws Exception {
    hub = RunningHub.start(Map.of("KYMATA_TLS", "on"));
    home = RunningHub.temporaryDirectory();
    authorityFile = hub.data().resolve("tls/ca.crt");
    trust = trusting(Files.readAllBytes(authorityFile));
    admin = ApiClient.stranger(hub.address(), trust);
    assertEquals(303, admin.signIn(RunningHub.ADMIN, hub.adminPassword()));
  }

  @AfterAll
  static void stop() {
    if (hub != null) {
      hub.close();
      RunningHub.delete(home);
    }
  }

  /** A client that trusts this authority and no other. */
  private static SSLContext trusting(byte[] pem) throws Exception {
    authority =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(pem));
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("hub", authority);
    TrustManagerFactory managers = TrustManagerFactory.getInstance("PKIX");
    managers.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }

  /** The usual check of a client: the chain, and the name that the user entered. */
  private static SSLSocket connect(SSLContext context, int port, String name, String... protocols)
      throws IOException {
    Socket plain = new Socket();
    plain.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, name, port, true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    if (protocols.length > 0) {
      parameters.setProtocols(protocols);
    }
    socket.setSSLParameters(parameters);
    socket.setSoTimeout(60_000);
    try {
      socket.startHandshake();
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private static List<Integer> ports() {
    return List.of(hub.port(), hub.nodePort(), hub.tcpPort());
  }

  @Test
  void everyPortShowsTheSameCertificateForEveryNameOfTheMachine() throws Exception {
    List<String> names = new ArrayList<>(List.of("localhost", "127.0.0.1"));
    names.add(Files.readString(Path.of("/proc/sys/kernel/hostname")).strip());
    for (int port : ports()) {
      for (String name : names) {
        for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
          try (SSLSocket socket = connect(trust, port, name, protocol)) {
            assertEquals(protocol, socket.getSession().getProtocol());
            assertTrue(
                socket.getSession().getCipherSuite().matches("TLS_(ECDHE_.*|AES.*)(GCM|POLY).*"),
                socket.getSession().getCipherSuite());
          }
        }
      }
      assertThrows(
          SSLException.class, () -> connect(trust, port, "hub.example.org"), "another's name");
      assertThrows(
          SSLException.class,
          () -> connect(SSLContext.getDefault(), port, "localhost"),
          "a device that does not trust the authority");
    }
  }

  @Test
  void oldProtocolsAndPlainTextGetNothing() throws Exception {
    for (int port : ports()) {
      assertEquals("", oldHello(port), "TLS 1.1 at port " + port);
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.setSoTimeout(60_000);
        socket.getOutputStream().write("GET /login HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(UTF_8));
        String answer = readAll(socket);
        assertFalse(answer.contains("HTTP/"), answer);
      }
    }
    // An unknown client must not fill the log.
    assertFalse(hub.outputAndLogs().contains("SEVERE"), hub.outputAndLogs());
  }

  /** A client with TLS 1.1 and nothing newer: returns what arrives besides an alert. */
  private static String oldHello(int port) throws IOException {
    String body =
        "0302" // TLS 1.1
            + "00".repeat(32)
            + "00"
            + "0004c013c009" // ECDHE_RSA and ECDHE_ECDSA with AES-CBC
            + "0100"
            + "000e000a00040002001700" // curve P-256
            + "0b00020100";
    int length = body.length() / 2;
    String record = "160301%04x01%06x%s".formatted(length + 4, length, body);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(60_000);
      socket.getOutputStream().write(HexFormat.of().parseHex(record));
      String answer = readAll(socket);
      // A record of type 0x15 is an alert; 0x16 would be a ServerHello.
      return answer.isEmpty() || answer.charAt(0) == 0x15 ? "" : "answered";
    }
  }

  private static String readAll(Socket socket) {
    try {
      return new String(
          socket.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      // A reset: nothing arrived.
      return "";
    }
  }

  private static boolean isEnded(Socket socket) {
    try {
      socket.getInputStream().readAllBytes();
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @Test
  void authorityIsOfferedToAllWithTheFingerprintThatRunPrinted() throws Exception {
    ApiClient stranger = ApiClient.stranger(hub.address(), trust);
    HttpResponse<String> file = stranger.send("GET", "ca.crt", null);
    assertEquals(200, file.statusCode());
    assertEquals(
        "application/x-x509-ca-cert",
        file.headers().firstValue("Content-Type").orElse("").replaceFirst(";.*", ""));
    assertEquals(Files.readString(authorityFile), file.body());
    String fingerprint =
        HexFormat.ofDelimiter(":")
            .withUpperCase()
            .formatHex(MessageDigest.getInstance("SHA-256").digest(authority.getEncoded()));
    assertEquals(fingerprint, stranger.get("api/certificate").getString("sha256"));
    assertTrue(hub.output().contains("SHA-256 " + fingerprint), hub.output());
    for (String secret : List.of("ca.key", "tls/ca.key", "server.p12", "api/certificate/key")) {
      assertNotEquals(200, stranger.send("GET", secret, null).statusCode(), secret);
    }
    assertEquals(List.of(), FilePermissions.open(hub.data()), "open to other users");
  }

  @Test
  void browserThatTrustsTheAuthoritySignsInAndSeesTheMachineMove() throws Exception {
    trustInBrowsers();
    try (Chromium chromium = new Chromium(Map.of("HOME", home.toString()));
        BrowserContext person = chromium.person()) {
      Page page = person.newPage();
      page.navigate(hub.address() + "certificate.html");
      page.waitForSelector("#own:not([hidden])");
      assertTrue(hub.output().contains(page.textContent("#fingerprint")));
      Accessibility.assertAccessible(page);
      Screenshots.save(page, "certificate");

      page = Chromium.signIn(person, hub.address(), RunningHub.ADMIN, hub.adminPassword());
      Chromium.awaitBadge(page, "live-ws");
      String cpu =
          "article[data-node='" + admin.self().getString("id") + "'] [data-metric=cpu] .value";
      for (int i = 0; i < 3; i++) {
        Page shown = page;
        String before = page.textContent(cpu);
        Timeouts.until("the processor moves", () -> !shown.textContent(cpu).equals(before));
      }
      for (Cookie cookie : person.cookies()) {
        assertTrue(cookie.secure, cookie.name + " is sent over plain http too");
      }
      assertEquals(List.of(), chromium.complaints);
    }
  }

  /** Trusts the certificate, as a person does in the settings of the browser. */
  private static void trustInBrowsers() throws Exception {
    Path store = Files.createDirectories(home.resolve(".pki/nssdb"));
    for (String arguments :
        List.of("-N --empty-password", "-A -t C,, -n kymata -i " + authorityFile)) {
      List<String> command = new ArrayList<>(List.of("certutil", "-d", "sql:" + store));
      command.addAll(List.of(arguments.split(" ")));
      try (HubProcess certutil = HubProcess.start(home, Map.of(), command)) {
        assertEquals(0, certutil.awaitExit(), certutil::output);
      }
    }
  }

  @Test
  void nodesSendOverTlsByEveryTransport() throws Exception {
    ApiClient.NewNode node = admin.createNode("rest");
    assertEquals(200, rest(node.token()).statusCode());

    List<String> frames = new CopyOnWriteArrayList<>();
    WebSocket socket = webSocket("wss://localhost:" + hub.nodePort() + "/", frames);
    try (TcpNode tcp = new TcpNode(connect(trust, hub.tcpPort(), "localhost"))) {
      socket
          .sendText("{\"type\":\"node\",\"msg\":{\"metric\":\"temperature\",\"value\":20.5}}", true)
          .get(1, TimeUnit.MINUTES);
      tcp.send("{\"sensor\":\"tcp-1\",\"temperature\":21.5}");
      NodeAdopter adopting = new NodeAdopter(admin);
      adopting.adopt("tcp", "127.0.0.1", 1, "tcp-node");
      Timeouts.until(
          "readings over TLS and TCP",
          () -> {
            tcp.send("{\"sensor\":\"tcp-1\",\"temperature\":21.5}");
            return admin.csvText("tcp-node").contains("21.5");
          });
      Timeouts.until(
          "a pending node on the node port",
          () -> !adopting.pendingNodes("node-ws", "127.0.0.1").isEmpty());
    } finally {
      socket.abort();
    }
  }

  private static HttpResponse<String> rest(String token) throws Exception {
    return HttpClient.newBuilder()
        .sslContext(trust)
        .build()
        .send(
            java.net.http.HttpRequest.newBuilder(URI.create(hub.address() + "api/readings"))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(
                    java.net.http.HttpRequest.BodyPublishers.ofString(
                        "{\"metric\":\"temperature\",\"value\":1}"))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private static WebSocket webSocket(String address, List<String> frames) throws Exception {
    return HttpClient.newBuilder()
        .sslContext(trust)
        .build()
        .newWebSocketBuilder()
        .buildAsync(
            URI.create(address),
            new WebSocket.Listener() {
              @Override
              public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
                frames.add(text.toString());
                socket.request(1);
                return null;
              }
            })
        .get(1, TimeUnit.MINUTES);
  }

  @Test
  void agentDialsThroughStunnel() throws Exception {
    ApiClient.NewNode node = admin.createNode("through-stunnel");
    Path token = Files.writeString(home.resolve("token"), node.token());
    int port = Ports.free();
    try (StunnelProcess stunnel = StunnelProcess.start(home, port, hub.tcpPort(), authorityFile);
        LinuxAgentProcess agent =
            LinuxAgentProcess.start(
                "--connect", "127.0.0.1:" + port, "--token-file", token.toString())) {
      Timeouts.await("the agent's samples: " + stunnel.output(), Timeouts.LONG)
          .until(
              () ->
                  host("through-stunnel")
                      .filter(host -> host.getString("state").equals("connected"))
                      .isPresent());
      Timeouts.until("its samples", () -> admin.csvText("through-stunnel").contains("cpu"));
      assertFalse(agent.output().contains("error"), agent.output());
    }
  }

  private static Optional<JsonObject> host(String name) {
    return admin.get("api/hosts").getJsonArray("hosts").getValuesAs(JsonObject.class).stream()
        .filter(host -> host.getString("name").equals(name))
        .findFirst();
  }

  @Test
  void unfinishedHandshakesTimeOutAndHinderNoOtherClient() throws Exception {
    List<Socket> strangers = new ArrayList<>();
    try {
      for (int port : ports()) {
        for (int i = 0; i < 40; i++) {
          Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
          // A ClientHello of 512 bytes that never ends.
          socket.getOutputStream().write(HexFormat.of().parseHex("160301020001000001fc0303"));
          strangers.add(socket);
        }
      }
      assertEquals(
          200, ApiClient.stranger(hub.address(), trust).send("GET", "login", null).statusCode());
      for (Socket socket : strangers) {
        socket.setSoTimeout(120_000);
        assertTrue(isEnded(socket), "a handshake may stay unfinished for two minutes");
      }
    } finally {
      for (Socket socket : strangers) {
        socket.close();
      }
    }
  }
}
