package org.kymata.hosts.peer;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URL;
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

/**
 * A Kymata that is watched by its WebSocket: the failures of the first connection and, with this
 * hub at both ends, a connection that works.
 */
@ExtendWith(ArquillianExtension.class)
class PeerHostIT {

  private static final String SOME_KEY = "kymk_22222222222222222222222222222222";

  @ArquillianResource private URL deployed;
  private Hub hub;

  @Deployment(testable = false)
  static WebArchive hub() {
    return HubArchive.fresh("kymata.hosts.allow=127.0.0.0/31,::1,192.0.2.0/24\n");
  }

  @BeforeEach
  void findHub() {
    hub = Hub.of(this, deployed);
  }

  private HubResponse connect(String address, String key) {
    return hub.operator()
        .post(
            "api/hosts",
            "{\"address\":\"%s\",\"name\":\"%s\",\"key\":\"%s\"}"
                .formatted(address, Hub.freshName("other"), key));
  }

  private static void assertFailed(HubResponse answer, int status, String code) {
    assertEquals(status, answer.status(), answer::toString);
    assertEquals(code, answer.json().getString("code"), answer::toString);
    assertFalse(answer.text().contains("kymk_2"), answer::toString);
  }

  private static ServerSocket listen(String address) {
    try {
      return new ServerSocket(0, 8, InetAddress.getByName(address));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Answers the next connection with this text and closes it; completes with the request. */
  private static CompletableFuture<String> answerOnce(ServerSocket listening, String answer) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (Socket socket = listening.accept()) {
            byte[] asked = new byte[4_096];
            int length = socket.getInputStream().read(asked);
            socket.getOutputStream().write(answer.getBytes(US_ASCII));
            socket.getOutputStream().flush();
            socket.shutdownOutput();
            while (socket.getInputStream().read(asked, 0, 1) >= 0) {
              // Until the hub closes its side too.
            }
            return new String(asked, 0, Math.max(0, length), US_ASCII);
          } catch (IOException e) {
            return "";
          }
        });
  }

  // Failures first.

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://",
        "http://:8080",
        "http://pi:0",
        "http://pi:8080/kymata",
        "http://pi:8080?a=b",
        "http://ada@pi:8080",
        "http://ada:secret@pi",
        "http://127.1:8080",
        "http://2130706433",
        "http://0x7f.1",
        "ftp://pi:8080",
        "http:/pi",
        "http://http://pi"
      })
  void invalidOrDisguisedAddressIsRejected(String address) {
    HubResponse answer = connect(address, SOME_KEY);
    assertEquals(400, answer.status(), answer::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "kym_22222222222222222222222222222222", "a secret of something else"})
  void invalidApiKeyIsNotSent(String key) throws IOException {
    try (ServerSocket listening = listen("127.0.0.1")) {
      assertFailed(connect("http://127.0.0.1:" + listening.getLocalPort(), key), 422, "wrong-key");
      listening.setSoTimeout(500);
      assertThrows(SocketTimeoutException.class, listening::accept);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.2:%d",
    "https://127.0.0.2:%d",
    "ws://[::ffff:127.0.0.2]:%d",
    "http://0.0.0.0:%d"
  })
  void forbiddenAddressIsNotTried(String address) throws IOException {
    try (ServerSocket listening = listen("127.0.0.2")) {
      assertFailed(
          connect(address.formatted(listening.getLocalPort()), SOME_KEY), 403, "forbidden-address");
      listening.setSoTimeout(500);
      assertThrows(SocketTimeoutException.class, listening::accept);
    }
  }

  @Test
  void unknownNameNoListenerAndSilenceGetDifferentErrors() throws IOException {
    assertFailed(connect("http://no-such-machine.invalid", SOME_KEY), 422, "name-unknown");
    int free;
    try (ServerSocket closed = listen("127.0.0.1")) {
      free = closed.getLocalPort();
    }
    assertFailed(connect("http://127.0.0.1:" + free, SOME_KEY), 422, "refused");
    try (ServerSocket silent = listen("127.0.0.1")) {
      HubResponse answer = connect("http://127.0.0.1:" + silent.getLocalPort(), SOME_KEY);
      assertFailed(answer, 422, "timeout");
      assertTrue(answer.detail().contains("sends nothing"), answer::toString);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HTTP/1.1 200 OK~Content-Length: 2~~ok                               | wrong-protocol | no Kymata",
        "HTTP/1.1 404 Not Found~Content-Length: 0~~                          | wrong-protocol | no Kymata",
        "HTTP/1.1 401 Unauthorized~Content-Length: 0~~                       | wrong-key      | rejects",
        "HTTP/1.1 403 Forbidden~Content-Length: 0~~                          | wrong-key      | rejects",
        "HTTP/1.1 503 Service Unavailable~Content-Length: 0~~                | timeout        | at the moment",
        "HTTP/1.1 101 Switching Protocols~Upgrade: websocket~Connection: Upgrade~Sec-WebSocket-Accept: x~~ | wrong-protocol | no Kymata",
        "HTTP/1.1 101 Switching Protocols~~                                  | wrong-protocol | no Kymata",
        "SSH-2.0-OpenSSH_9.2~                                                | wrong-protocol | no Kymata",
        "{\"type\":\"error\",\"error\":\"the first line must be a hello\"}~  | wrong-protocol | no Kymata",
        "''                                                                  | wrong-protocol | without a message"
      })
  void otherServersGetDifferentErrors(String answer, String code, String words) throws IOException {
    try (ServerSocket listening = listen("127.0.0.1")) {
      CompletableFuture<String> asked = answerOnce(listening, answer.replace("~", "\r\n"));
      HubResponse failed = connect("http://127.0.0.1:" + listening.getLocalPort(), SOME_KEY);
      assertFailed(failed, 422, code);
      assertTrue(failed.detail().contains(words), failed::toString);
      assertTrue(asked.join().startsWith("GET /ws HTTP/1.1\r\n"), asked.join());
      assertTrue(asked.join().contains("Bearer " + SOME_KEY), asked.join());
    }
  }

  @Test
  void redirectIsReportedAndNotFollowed() throws IOException {
    try (ServerSocket listening = listen("127.0.0.1");
        ServerSocket elsewhere = listen("127.0.0.1")) {
      answerOnce(
          listening,
          "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:%d/ws\r\nContent-Length: 0\r\n\r\n"
              .formatted(elsewhere.getLocalPort()));
      HubResponse failed = connect("http://127.0.0.1:" + listening.getLocalPort(), SOME_KEY);
      assertFailed(failed, 422, "wrong-protocol");
      assertTrue(failed.detail().contains("does not follow"), failed::toString);
      elsewhere.setSoTimeout(500);
      assertThrows(SocketTimeoutException.class, elsewhere::accept);
    }
  }

  @Test
  void serverWithoutTlsAtATlsAddressIsReported() throws IOException {
    try (ServerSocket listening = listen("127.0.0.1")) {
      answerOnce(listening, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
      HubResponse failed = connect("https://127.0.0.1:" + listening.getLocalPort(), SOME_KEY);
      assertFailed(failed, 422, "wrong-protocol");
      assertTrue(failed.detail().contains("no TLS"), failed::toString);
    }
  }

  @Test
  void unknownKeyIsRejectedByTheOtherAndNothingIsKept() {
    int before = hub.viewer().get("api/nodes").json().getJsonArray("nodes").size();
    assertFailed(connect(self(), SOME_KEY), 422, "wrong-key");
    assertEquals(before, hub.viewer().get("api/nodes").json().getJsonArray("nodes").size());
  }

  // Connections that work.

  private String self() {
    return "http://127.0.0.1:" + hub.base().getPort();
  }

  private JsonObject host(String id) {
    return hub.viewer().get("api/hosts/" + id).json();
  }

  private void awaitNewValue(String id) {
    long now = System.currentTimeMillis();
    await()
        .until(
            () -> {
              JsonObject snapshot = host(id).getJsonObject("picture");
              return snapshot != null && snapshot.getJsonNumber("time").longValue() > now;
            });
  }

  @Test
  void otherKymataIsWatchedStoppedStartedAndCutOffWithItsKey() {
    HubResponse key = hub.viewer().post("api/keys", "{\"name\":\"hub\"}");
    HubResponse made = connect(self(), key.json().getString("key"));
    assertEquals(201, made.status(), made::toString);
    assertFalse(made.text().contains("kymk_"), made::toString);
    JsonObject host = made.json();
    assertEquals("kymata", host.getString("way"));
    assertEquals(self(), host.getString("address"));
    assertTrue(host.getString("agent").startsWith("kymata/"), made::toString);
    assertFalse(host.containsKey("intervalMillis"), made::toString);
    String id = host.getString("id");
    awaitNewValue(id);
    JsonObject snapshot = host(id).getJsonObject("picture");
    JsonObject own = hub.viewer().get("api/vitals").json();
    assertEquals(own.getJsonObject("os"), snapshot.getJsonObject("os"));
    assertEquals(own.getJsonArray("disks"), snapshot.getJsonArray("disks"));
    assertEquals(own.getJsonObject("metrics").keySet(), snapshot.getJsonObject("metrics").keySet());
    JsonObject history = hub.viewer().get("api/readings?metric=uptime&node=" + id).json();
    assertEquals("s", history.getJsonArray("series").getJsonObject(0).getString("unit"));

    HubResponse again = connect(self().replace("http", "ws"), key.json().getString("key"));
    assertFailed(again, 409, "already-watched");
    HubResponse interval = hub.operator().patch("api/hosts/" + id, "{\"intervalMillis\":5000}");
    assertEquals(409, interval.status(), interval::toString);
    HubResponse processes = hub.operator().get("api/vitals/processes?host=" + id);
    assertEquals(409, processes.status(), processes::toString);
    assertTrue(processes.detail().contains("API key"), processes::toString);

    assertEquals(200, hub.operator().post("api/hosts/" + id + "/stop", "").status());
    assertEquals("stopped", host(id).getString("state"));
    assertEquals(200, hub.operator().post("api/hosts/" + id + "/start", "").status());
    awaitNewValue(id);

    HubResponse messages = hub.operator().get("api/nodes/" + id + "/messages");
    assertTrue(messages.text().contains("\"door\":\"kymata\""), messages::toString);
    assertFalse(messages.text().contains("kymk_"), messages::toString);

    hub.admin().delete("api/keys/" + key.json().getString("id"));
    await().until(() -> host(id).getString("state").equals("failed"));
    JsonObject failed = hub.operator().get("api/hosts/" + id).json();
    assertTrue(failed.getString("error").contains("API key"), failed::toString);
    // Only operators see the exact cause.
    assertFalse(host(id).getString("error").contains("API key"), host(id)::toString);
    assertEquals(204, hub.operator().delete("api/hosts/" + id).status());
    List<String> done =
        hub.operator().get("api/audit?limit=50").json().getJsonArray("entries").stream()
            .map(each -> each.asJsonObject())
            .filter(each -> each.getString("node", "").equals(id))
            .map(each -> each.getString("what"))
            .toList();
    assertEquals(List.of("delete", "start", "stop", "connect"), done);
  }
}
