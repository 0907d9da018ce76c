package org.kymata.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.net.URL;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kymata.nodes.NodeId;
import org.kymata.testing.Hub;
import org.kymata.testing.HubArchive;
import org.kymata.testing.HubClient;
import org.kymata.testing.HubResponse;
import org.kymata.testing.KeepAliveHttpClient;
import org.kymata.testing.KeepAliveHttpClient.Reply;
import org.kymata.testing.NodePortClient;
import org.kymata.testing.PendingNodesClient;
import org.kymata.testing.WebSocketClient;

/** Who gets which address over each transport, and what refusals and errors look like. */
@ExtendWith(ArquillianExtension.class)
class AccessIT {

  private static final String READING = "{\"node\":\"this-machine\",\"metric\":\"m\",\"value\":1}";

  @ArquillianResource private URL deployed;
  private Hub hub;
  private static HubClient key;

  @Deployment(testable = false)
  static WebArchive hub() {
    return HubArchive.fresh("kymata.adoption=auto\n").addClass(ForwardingServlet.class);
  }

  @BeforeEach
  void findHub() {
    hub = Hub.of(this, deployed);
  }

  static List<String> reads() {
    return ApiEndpoints.READ_ENDPOINTS;
  }

  static List<String> changes() {
    return ApiEndpoints.WRITE_ENDPOINTS;
  }

  static List<String> allAddresses() {
    return ApiEndpoints.all();
  }

  private static HubResponse request(HubClient client, String address, String... headers) {
    String[] parts = address.split(" ");
    return switch (parts[0]) {
      case "GET" -> client.get(parts[1], headers);
      case "DELETE" -> client.delete(parts[1], headers);
      default -> client.send(parts[0], parts[1], READING, headers);
    };
  }

  private static void assertRefused(HubResponse answer, Integer... statuses) {
    assertTrue(Set.of(statuses).contains(answer.status()), answer::toString);
    assertEquals("application/problem+json", answer.mediaType(), answer::toString);
    assertEquals(answer.status(), answer.json().getInt("status"));
  }

  @ParameterizedTest
  @MethodSource("allAddresses")
  void strangerIsSentToTheLoginOrRefusedEverywhere(String address) {
    HubResponse answer = request(hub.stranger(), address);
    if (answer.status() == 303) {
      assertEquals("/login", answer.location().getPath());
      assertEquals("", answer.text());
    } else {
      assertRefused(answer, 401);
      assertTrue(answer.header("WWW-Authenticate").isPresent());
    }
  }

  @ParameterizedTest
  @MethodSource("reads")
  void programWithoutCredentialsGetsAnErrorAndNoRedirect(String path) {
    assertRefused(hub.stranger().get(path, "Accept", "application/json"), 401);
  }

  @ParameterizedTest
  @MethodSource("allAddresses")
  void unknownTokenOpensNothing(String address) {
    HubClient thief = HubClient.withToken(hub.base(), "kym_22222222222222222222222222222222");
    assertRefused(request(thief, address), 401);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Basic YWRtaW46YWRtaW4=", "Bearer", "Bearer ", "kym_2", "Digest x", ""})
  void authorizationOfAnotherKindOpensNothing(String authorization) {
    HubResponse answer = hub.stranger().get("/api/nodes", "Authorization", authorization);
    assertRefused(answer, 401);
  }

  @Test
  void tokenInTheAddressOpensNothing() {
    Hub.Sensor sensor = hub.newSensor();
    for (String name : List.of("token", "access_token", "bearer", "authorization")) {
      String query = "?" + name + "=" + sensor.token();
      assertRefused(hub.stranger().post("/api/readings" + query, READING), 401);
    }
  }

  @Test
  void revokedTokenOpensNothing() {
    Hub.Sensor renewed = hub.newSensor();
    hub.admin().post("/api/nodes/" + renewed.id() + "/token", "");
    Hub.Sensor deleted = hub.newSensor();
    hub.admin().delete("/api/nodes/" + deleted.id());
    for (Hub.Sensor sensor : List.of(renewed, deleted)) {
      assertRefused(sensor.client().post("/api/readings", "{\"metric\":\"m\",\"value\":1}"), 401);
      assertEquals(
          401,
          assertThrows(WebSocketClient.HandshakeRejectedException.class, sensor.client()::socket)
              .status());
    }
  }

  private static final Set<String> OF_NODES =
      Set.of(
          "POST /api/readings",
          "GET /api/commands/next?wait=25",
          "POST /api/commands/1/ack",
          "POST /api/commands/hello");

  @ParameterizedTest
  @MethodSource("allAddresses")
  void nodeMayOnlySendReadingsAndFetchItsCommands(String address) {
    if (OF_NODES.contains(address) || address.endsWith("/ws")) {
      return;
    }
    HubResponse answer = request(hub.newSensor().client(), address, "Accept", "application/json");
    assertRefused(answer, refusals(address));
  }

  private static final Set<String> OF_KEYS =
      Set.of(
          "GET /api/readings?node=this-machine",
          "GET /api/readings?node=this-machine&format=csv",
          "GET /metrics",
          "GET /metrics/base",
          "GET /openapi",
          "GET /openapi/");

  @ParameterizedTest
  @MethodSource("allAddresses")
  void keyOpensNothingButWhatItReads(String address) {
    if (address.endsWith("/ws")) {
      return;
    }
    if (key == null) {
      key = hub.newKey(hub.admin());
    }
    HubResponse answer = request(key, address, "Accept", "*/*");
    if (OF_KEYS.contains(address)) {
      assertTrue(Set.of(200, 404).contains(answer.status()), answer::toString);
    } else {
      assertRefused(answer, refusals(address));
      assertTrue(
          answer.status() == 405 || answer.detail().contains("an API key opens"), answer::toString);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/readings?node=this-machine", "/metrics"})
  void keyReads(String path) {
    assertEquals(200, hub.newKey(hub.viewer()).get(path).status());
  }

  @Test
  void unknownKeyOpensNothing() {
    HubClient thief = HubClient.withToken(hub.base(), "kymk_22222222222222222222222222222222");
    for (String address : allAddresses()) {
      assertRefused(request(thief, address), 401);
    }
    assertEquals(
        401,
        assertThrows(WebSocketClient.HandshakeRejectedException.class, thief::socket).status());
  }

  @ParameterizedTest
  @MethodSource("changes")
  void viewerChangesNothing(String address) {
    boolean own = address.contains(" /api/session/") || address.contains(" /api/keys");
    if (own || address.endsWith("/ws")) {
      return;
    }
    assertRefused(request(hub.viewer(), address), refusals(address));
  }

  /** Outside of the API there is nothing to change, for any caller. */
  private static Integer[] refusals(String address) {
    boolean page = !address.startsWith("GET ") && !address.contains(" /api/");
    return page && !address.endsWith(" /ws") ? new Integer[] {405} : new Integer[] {403};
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/accounts", "/api/accounts/1"})
  void accountsAreForAdminsOnly(String path) {
    assertRefused(hub.viewer().get(path, "Accept", "application/json"), 403);
    assertRefused(hub.operator().get(path, "Accept", "application/json"), 403);
  }

  @Test
  void pageAboveTheCallersRoleIsForbidden() {
    assertEquals(403, hub.viewer().get("/accounts.html").status());
    assertEquals(403, hub.operator().get("/accounts.html").status());
    assertEquals(403, hub.viewer().get("/add-node.html").status());
    assertEquals(200, hub.operator().get("/add-node.html").status());
  }

  @Test
  void operatorManagesNodesButNoAccounts() {
    String body = "{\"name\":\"%s\"}".formatted(Hub.freshName("operated"));
    HubResponse made = hub.operator().post("/api/nodes", body);
    assertEquals(201, made.status(), made::toString);
    String path = "/api/nodes/" + made.json().getString("id");
    assertEquals(204, hub.operator().delete(path).status());
    assertRefused(
        hub.operator()
            .post("/api/accounts", "{\"name\":\"x\",\"password\":\"12345678\",\"role\":\"admin\"}"),
        403);
    assertRefused(hub.operator().patch("/api/accounts/1", "{\"disabled\":true}"), 403);
  }

  /** The table is bypassed here: what it takes for a style sheet is routed somewhere else. */
  @ParameterizedTest
  @CsvSource({
    "viewer, GET, /api/nodes/this-machine/messages",
    "viewer, GET, /api/nodes/this-machine;a/messages",
    "viewer, GET, /api/accounts",
    "operator, GET, /api/accounts",
    "operator, PATCH, /api/accounts/1",
    "viewer, GET, /api/audit",
    "viewer, GET, /api/pending-nodes",
    "viewer, GET, /api/traffic",
    "viewer, POST, /api/nodes",
    "viewer, DELETE, /api/nodes/this-machine",
    "viewer, POST, /api/nodes/this-machine/commands",
    "viewer, POST, /api/hosts/this-machine/stop",
    "viewer, POST, /api/readings",
    "admin, GET, /api/commands/next?wait=0",
    "admin, POST, /api/commands/1/ack",
    "node, GET, /api/nodes",
    "node, GET, /api/readings?node=this-machine",
    "node, GET, /api/live",
    "node, GET, /connexion",
    "node, GET, /metrics",
    "key, GET, /api/nodes",
    "key, GET, /api/live",
    "key, POST, /api/readings",
    "stranger, GET, /api/nodes",
    "stranger, GET, /api/readings?node=this-machine",
    "stranger, POST, /api/readings",
    "stranger, GET, /api/session",
    "stranger, OPTIONS, /api/nodes",
    "stranger, GET, /metrics",
    "stranger, GET, /connexion",
    "stranger, GET, /api/live",
    "stranger, GET, /api/vitals/processes"
  })
  void resourceChecksTheCallerItself(String who, String method, String path) {
    String to = URLEncoder.encode(path, StandardCharsets.UTF_8);
    HubResponse answer = caller(who).get("/css/detour?method=" + method + "&to=" + to);
    assertRefused(answer, who.equals("stranger") ? 401 : 403);
  }

  @Test
  void resourceAdmitsCallersWithAccess() {
    String to = "/css/detour?method=GET&to=/api/nodes/this-machine/messages";
    assertEquals(200, hub.operator().get(to).status());
  }

  private HubClient caller(String who) {
    return switch (who) {
      case "admin" -> hub.admin();
      case "operator" -> hub.operator();
      case "viewer" -> hub.viewer();
      case "node" -> hub.newSensor().client();
      case "key" -> hub.newKey(hub.admin());
      default -> hub.stranger();
    };
  }

  /** Other spellings of an address must not bypass the access table. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api//accounts",
        "//api/accounts",
        "/api/accounts/",
        "/api/./accounts",
        "/api/nodes/../accounts",
        "/api/nodes/%2e%2e/accounts",
        "/api/nodes/..%2faccounts",
        "/api/%61ccounts",
        "/api/accounts;a=b",
        "/api;a=b/accounts",
        "/api/;a=b/accounts",
        "/api/nodes/..;/accounts",
        "/api/accounts%3b",
        "/api/accounts%00",
        "/api\\accounts",
        "/API/accounts"
      })
  void accountsAreHiddenUnderEverySpelling(String path) {
    if (path.contains("\\")) {
      path = path.replace("\\", "%5c");
    }
    HubResponse answer = hub.viewer().get(path, "Accept", "application/json");
    assertTrue(answer.status() >= 400, answer::toString);
    assertFalse(answer.text().contains("\"role\""), answer::toString);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/css/../api/nodes",
        "/css/%2e%2e/api/nodes",
        "/css/..;/api/nodes",
        "/css/..%2fapi/nodes",
        "/js/;/../../api/nodes",
        "/login/../api/nodes",
        "/login;x=y/../api/nodes",
        "/health/../api/nodes",
        "/webjars/%2e%2e/api/nodes",
        "/api/nodes;/css/base.css",
        "/login/../nodes.html",
        "/css/../WEB-INF/web.xml",
        "/css/%2e%2e/WEB-INF/web.xml",
        "/WEB-INF/web.xml",
        "/web-inf/web.xml",
        "/META-INF/MANIFEST.MF",
        "/WEB-INF/classes/META-INF/persistence.xml",
        "/webjars/../../../WEB-INF/web.xml",
        "/css/",
        "/js",
        "/webjars/",
        "/i18n/"
      })
  void noSpellingOfAPublicAddressShowsSomethingElse(String path) {
    HubResponse answer = hub.stranger().get(path, "Accept", "application/json");
    assertTrue(answer.status() >= 300, answer::toString);
    assertFalse(answer.text().contains("this-machine"), answer::toString);
    assertFalse(answer.text().contains("<web-app"), answer::toString);
    assertFalse(answer.text().contains("base.css"), answer::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/WEB-INF/web.xml", "/WEB-INF/classes/kymata.version", "/META-INF/"})
  void internalFilesAreHiddenFromAdminsToo(String path) {
    assertEquals(404, hub.admin().get(path).status());
  }

  @ParameterizedTest
  @MethodSource("changes")
  void changeFromAForeignPageIsRefused(String address) {
    String[][] foreign = {
      {"Origin", "https://evil.example"},
      {"Origin", "http://127.0.0.1:1"},
      {"Origin", "null"},
      {"Origin", hub.stranger().origin() + ".evil.example"},
      {"Sec-Fetch-Site", "cross-site"},
      {"Sec-Fetch-Site", "same-site"},
    };
    for (String[] headers : foreign) {
      assertRefused(request(hub.admin(), address, headers), refusals(address));
    }
  }

  @Test
  void formsOfAForeignPageNeitherSignInNorOut() {
    HubClient browser = hub.newPerson("viewer").client();
    assertRefused(browser.post("/logout", "", "Origin", "https://evil.example"), 403);
    assertEquals(200, browser.get("/api/session").status());
    HubResponse signIn =
        hub.stranger().signIn("admin", HubArchive.ADMIN_PASSWORD, "Origin", "https://evil.example");
    assertRefused(signIn, 403);
  }

  @Test
  void changeFromAnOwnPageIsAccepted() {
    String[][] own = {
      {"Origin", hub.admin().origin()}, {"Sec-Fetch-Site", "same-origin"}, {},
    };
    for (String[] headers : own) {
      assertEquals(200, hub.admin().post("/api/readings", READING, headers).status());
    }
  }

  @Test
  void tokenNeedsNoOrigin() {
    HubResponse answer =
        hub.newSensor()
            .client()
            .post(
                "/api/readings",
                "{\"metric\":\"m\",\"value\":1}",
                "Origin",
                "https://evil.example");
    assertEquals(200, answer.status(), answer::toString);
  }

  @Test
  void handshakeWithoutASessionIsAnsweredWith401() {
    assertEquals(
        401,
        assertThrows(WebSocketClient.HandshakeRejectedException.class, hub.stranger()::socket)
            .status());
    HubClient forger = hub.stranger();
    forger.setCookie("JSESSIONID", "0123456789abcdef");
    forger.setCookie("kymata_signin", "0123456789abcdef");
    assertEquals(
        401,
        assertThrows(WebSocketClient.HandshakeRejectedException.class, forger::socket).status());
  }

  @ParameterizedTest
  @CsvSource({
    "Origin, https://evil.example",
    "Origin, null",
    "Origin, http://127.0.0.1:1",
    "Sec-Fetch-Site, cross-site"
  })
  void handshakeFromAForeignPageIsAnsweredWith403(String header, String value) {
    WebSocketClient.HandshakeRejectedException refusal =
        assertThrows(
            WebSocketClient.HandshakeRejectedException.class,
            () -> hub.admin().socket(header, value));
    assertEquals(403, refusal.status());
  }

  @Test
  void handshakeFromAnOwnPageIsAccepted() {
    try (WebSocketClient socket = hub.viewer().socket("Origin", hub.viewer().origin())) {
      socket.await("welcome");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/health", "/health/live", "/health/ready"})
  void healthIsOpenToAll(String path) {
    HubResponse answer = hub.stranger().get(path);
    assertEquals(200, answer.status(), answer::toString);
    assertEquals("UP", answer.json().getString("status"));
  }

  @Test
  void securityTxtSaysWhereToReportAndUntilWhen() {
    HubResponse answer = hub.stranger().get("/.well-known/security.txt");
    assertEquals(200, answer.status(), answer::toString);
    Map<String, String> fields = new HashMap<>();
    answer.text().lines().forEach(l -> fields.put(l.split(": ")[0], l.split(": ", 2)[1]));
    assertTrue(Instant.parse(fields.get("Expires")).isAfter(Instant.now()), answer::toString);
    assertTrue(fields.get("Contact").endsWith("/.well-known/security-policy.txt"));
    HubResponse policy = hub.stranger().get("/.well-known/security-policy.txt");
    assertTrue(policy.text().contains("KYMATA_SECURITY_CONTACT"), policy::toString);
  }

  @ParameterizedTest
  @CsvSource({
    "'', /login, 200",
    "'', /css/base.css, 200",
    "'', /favicon.svg, 200",
    "'', /api/nodes, 401",
    "'', /, 303",
    "'', /health, 200",
    "'', /css/no-such.css, 404",
    "admin, /, 200",
    "admin, /nodes.html, 200",
    "admin, /api/nodes, 200",
    "admin, /api/live?since=x, 400",
    "admin, /api/nodes/no-such-node, 404",
    "admin, /no-such-page, 404",
    "admin, /apix, 404",
    "admin, /accounts.html, 200",
    "viewer, /accounts.html, 403",
    "admin, /api/readings?node=this-machine&format=csv, 200"
  })
  void everyAnswerCarriesTheSecurityHeaders(String who, String path, int status) {
    HubClient client =
        who.isEmpty() ? hub.stranger() : who.equals("admin") ? hub.admin() : hub.viewer();
    HubResponse answer = client.get(path, "Accept", "*/*");
    assertEquals(status, answer.status(), answer::toString);
    String policy = answer.header("Content-Security-Policy").orElse("");
    String sources = path.startsWith("/api/") ? "default-src 'none'" : "default-src 'self'";
    assertTrue(policy.contains(sources), answer::toString);
    assertTrue(policy.contains("frame-ancestors 'none'"), answer::toString);
    assertFalse(policy.contains("unsafe"), answer::toString);
    assertEquals("nosniff", answer.header("X-Content-Type-Options").orElse(""));
    assertEquals("DENY", answer.header("X-Frame-Options").orElse(""));
    assertEquals("same-origin", answer.header("Referrer-Policy").orElse(""));
    assertTrue(answer.header("Cache-Control").isPresent());
    assertEquals(List.of(), answer.headers("X-Powered-By"));
    assertFalse(answer.header("Server").orElse("").contains("Payara"), answer::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/api/nodes", "/login", "/api/readings?node=this-machine"})
  void personalResponsesAreNotCached(String path) {
    assertEquals("no-store", hub.admin().get(path).header("Cache-Control").orElse(""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET    | /api/nothing            | 404",
        "GET    | /api/nodes/no-such-node | 404",
        "GET    | /api/accounts/x         | 404,405",
        "GET    | /error                  | 404",
        "GET    | /no-such-page           | 404",
        "PUT    | /api/nodes              | 405",
        "DELETE | /api/readings           | 405",
        "GET    | /logout                 | 405",
        "PUT    | /login                  | 405",
        "POST   | /api/live               | 405",
        "POST   | /index.html             | 405",
        "POST   | /api/nodes              | 400",
        "PATCH  | /api/accounts/1         | 400",
        "PATCH  | /api/accounts/x         | 400,404",
        "FOO    | /api/nodes              | 403,405,501",
        "GET    | /api/live?topic=%22     | 400",
        "GET    | /api/readings           | 400",
        "GET    | /api/readings?node=%00  | 404"
      })
  void errorsAreProblemsWithoutInternalDetails(String method, String path, String statuses) {
    HubClient admin = hub.admin();
    HubResponse answer =
        Set.of("GET", "DELETE").contains(method)
            ? admin.send(method, path, BodyPublishers.noBody(), "Accept", "application/json")
            : admin.send(method, path, "{", "Accept", "application/json");
    Integer[] allowed =
        Stream.of(statuses.split(",")).map(Integer::valueOf).toArray(Integer[]::new);
    assertRefused(answer, allowed);
    assertNoInternalDetails(answer);
    assertTrue(answer.detail().length() > 5, answer::toString);
  }

  private static void assertNoInternalDetails(HubResponse answer) {
    for (String inside :
        List.of("Exception", "org.kymata", "java.", "jakarta.", "Payara", "GlassFish", "\tat ")) {
      assertFalse(answer.text().contains(inside), answer::toString);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "text/plain, application/json",
    "nonsense, application/json",
    "application/json; charset=nonsense, application/json",
    "application/json, application/xml",
    "application/json, nonsense",
    "application/json, text/html"
  })
  void strangeMediaTypesEndInAnAnswerOrAProblem(String contentType, String accept) {
    HubResponse answer =
        hub.admin()
            .send("POST", "/api/readings", READING, "Content-Type", contentType, "Accept", accept);
    assertTrue(answer.status() < 500, answer::toString);
    if (answer.status() != 200) {
      assertRefused(answer, 400, 406, 415);
      assertNoInternalDetails(answer);
    }
  }

  @Test
  void methodThatAnAddressDoesNotTakeIsAnsweredWithThoseItTakes() {
    HubResponse answer = hub.admin().send("PUT", "/api/nodes", "{}");
    assertRefused(answer, 405);
    String allow = answer.header("Allow").orElse("");
    assertTrue(allow.contains("GET") && allow.contains("POST"), answer::toString);
  }

  /** The server itself refuses these, before any of Kymata's code could respond. */
  @ParameterizedTest
  @ValueSource(strings = {"/api/nodes/%ff", "/api/nodes/%00", "/api/nodes/%2f", "/%c0%ae/"})
  void malformedAddressIsRefusedWithoutInternalDetails(String path) {
    HubResponse answer = hub.admin().get(path);
    assertTrue(answer.status() >= 400 && answer.status() < 500, answer::toString);
    assertNoInternalDetails(answer);
  }

  @Test
  void tracingIsSwitchedOff() {
    HubResponse answer = hub.admin().send("TRACE", "/api/nodes", BodyPublishers.noBody());
    assertTrue(answer.status() >= 400, answer::toString);
    assertFalse(answer.text().contains("kymata_signin"), answer::toString);
  }

  @Test
  void unknownAddressShowsAPage() {
    HubResponse answer = hub.admin().get("/no-such-page", "Accept", "text/html");
    assertEquals(404, answer.status());
    assertEquals("text/html", answer.mediaType());
    assertNoInternalDetails(answer);
  }

  // --- All addresses, callers and spellings

  private static final Map<String, Caller> CALLERS =
      Map.of(
          "viewer", new Caller.User(1, "vera", Role.VIEWER, "s"),
          "operator", new Caller.User(1, "olga", Role.OPERATOR, "s"),
          "admin", new Caller.User(1, "admin", Role.ADMIN, "s"),
          "node", new Caller.Node(new NodeId("k3f9x2ma"), ""),
          "key", new Caller.Key("w7x3q9ma", 1, "admin", "notebook"));

  /** The header by which a caller authenticates; "" for none. */
  private String credentials(String who) {
    return switch (who) {
      case "viewer", "operator", "admin" ->
          "Cookie: kymata_signin=" + caller(who).cookie("kymata_signin");
      case "node" -> "Authorization: Bearer " + hub.newSensor().token();
      case "key" -> {
        String name = "{\"name\":\"%s\"}".formatted(Hub.freshName("table"));
        yield "Authorization: Bearer "
            + hub.admin().post("/api/keys", name).json().getString("key");
      }
      case "signed-out" -> {
        HubClient person = hub.newPerson("admin").client();
        String cookie = person.cookie("kymata_signin");
        person.post("/logout", "");
        yield "Cookie: kymata_signin=" + cookie;
      }
      case "revoked-token" -> {
        Hub.Sensor sensor = hub.newSensor();
        hub.admin().post("/api/nodes/" + sensor.id() + "/token", "");
        yield "Authorization: Bearer " + sensor.token();
      }
      case "removed-key" -> {
        String name = "{\"name\":\"%s\"}".formatted(Hub.freshName("removed"));
        JsonObject made = hub.admin().post("/api/keys", name).json();
        hub.admin().delete("/api/keys/" + made.getString("id"));
        yield "Authorization: Bearer " + made.getString("key");
      }
      case "forged" -> "Cookie: kymata_signin=0123456789abcdef; JSESSIONID=0123456789abcdef";
      default -> "X-Nothing: none";
    };
  }

  /**
   * Where the plain spelling of an address is refused, no other spelling may do what was asked.
   * Callers with invalid credentials are strangers.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "stranger",
        "viewer",
        "operator",
        "admin",
        "node",
        "key",
        "signed-out",
        "revoked-token",
        "removed-key",
        "forged"
      })
  void noSpellingOfAnAddressGivesMoreThanThePlainOne(String who) {
    String credentials = credentials(who);
    boolean worthless = !CALLERS.containsKey(who) && !who.equals("stranger");
    List<String> wrong = new ArrayList<>();
    int tries = 0;
    try (KeepAliveHttpClient connection = new KeepAliveHttpClient(hub.base().getPort())) {
      for (String address : allAddresses()) {
        String method = address.split(" ")[0];
        String[] target = address.split(" ")[1].split("\\?", 2);
        if (AccessRules.requiredAccess(method, target[0]).allows(CALLERS.get(who))) {
          continue;
        }
        Set<String> spellings = new LinkedHashSet<>(Set.of(target[0]));
        if (!worthless || tries < 500) {
          spellings.addAll(PathVariants.of(target[0]));
        }
        for (String spelling : spellings) {
          String path = target.length < 2 ? spelling : spelling + "?" + target[1];
          String body = method.equals("GET") ? "" : READING;
          Reply reply = connection.request(method, path, body, credentials, "Accept: */*");
          tries++;
          if (reply.isSuccess() || reply.status() >= 500) {
            wrong.add(method + " " + path + " -> " + reply.status() + " " + reply.body());
          }
        }
      }
    }
    assertEquals(List.of(), wrong);
    assertTrue(tries > 0);
  }

  // --- Readings in an address

  private int light = 0;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
        "Accept: image/avif,image/webp,*/*;q=0.8",
        "Accept-Language: en-US,en;q=0.5",
        "Upgrade-Insecure-Requests: 1",
        "Referer: http://evil.example/",
        "Origin: http://evil.example",
        "Origin: null",
        "Sec-Fetch-Site: cross-site",
        "Sec-Fetch-Site: same-site",
        "Sec-Fetch-Site: none",
        "Sec-Purpose: prefetch"
      })
  void browserStoresNoReadingByAnAddress(String header) {
    String address = "192.0.2." + ++light;
    try (KeepAliveHttpClient browser = new KeepAliveHttpClient(hub.base().getPort())) {
      for (String path : List.of("/luminosity/666", "/temperature/-3")) {
        Reply reply = browser.request("GET", path, "", "X-Forwarded-For: " + address, header);
        assertEquals(403, reply.status(), reply::toString);
        assertTrue(reply.body().contains("came from a browser"), reply::toString);
        assertTrue(reply.head().contains("text/plain"), reply::toString);
      }
      // It is not even pending: the same address without a browser's headers is a device.
      String device = "X-Forwarded-For: " + address;
      assertEquals(200, browser.request("GET", "/luminosity/1", "", device).status());
    }
  }

  @Test
  void deviceStoresReadingsByAnAddressAlsoWithoutAHost() {
    try (KeepAliveHttpClient device = new KeepAliveHttpClient(hub.base().getPort())) {
      String plain = "X-Forwarded-For: 192.0.2.101";
      assertEquals(200, device.request("GET", "/luminosity/512", "", plain).status());
      assertEquals(
          200,
          device
              .request("GET", "/luminosity/5", "", plain, "User-Agent: ESP32HTTPClient")
              .status());
      Reply old = device.exchangeRaw("GET /luminosity/7 HTTP/1.0\r\n" + plain + "\r\n\r\n");
      assertEquals(200, old.status(), old::toString);
      String token = "Authorization: Bearer " + hub.newSensor().token();
      Reply withToken =
          device.request("GET", "/luminosity/8", "", token, "User-Agent: Mozilla/5.0 (PowerShell)");
      assertEquals(200, withToken.status(), withToken::toString);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"luminosity/666", "temperature/1", "a/../luminosity/666", "x/./y"})
  void loginLeadsToNoReading(String to) {
    String query = "?to=" + URLEncoder.encode(to, StandardCharsets.UTF_8);
    HubResponse answer = hub.admin().get("/login" + query);
    assertEquals("./", answer.header("Location").orElse(""), answer::toString);
  }

  // --- The name of the hub

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:8080",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "93.184.216.34"
      })
  void nameOfAStrangerIsRefusedAtEveryAddressAndPort(String host) {
    String cookie = "Cookie: kymata_signin=" + hub.admin().cookie("kymata_signin");
    List<String> wrong = new ArrayList<>();
    for (int port : List.of(hub.base().getPort(), NodePortClient.PORT)) {
      try (KeepAliveHttpClient connection = new KeepAliveHttpClient(port)) {
        for (String start :
            List.of(
                "GET /",
                "GET /login",
                "GET /health",
                "GET /css/base.css",
                "GET /api/nodes",
                "GET /luminosity/5",
                "GET /ws",
                "GET /no-such-page",
                "GET /metrics",
                "DELETE /api/nodes/none")) {
          for (String upgrade :
              List.of(
                  "",
                  "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                      + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n")) {
            String head = start + " HTTP/1.1\r\nHost: " + host + "\r\n" + upgrade + cookie;
            Reply reply = connection.exchangeRaw(head + "\r\n\r\n");
            if (reply.status() != 421 || !reply.body().contains("KYMATA_ALLOWED_HOSTS")) {
              wrong.add(port + " " + start + " -> " + reply);
            }
          }
        }
      }
    }
    assertEquals(List.of(), wrong);
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "LOCALHOST:1", "kymata", "kymata.local.", "[::1]:8080"})
  void nameOfTheHubIsAccepted(String host) {
    try (KeepAliveHttpClient connection = new KeepAliveHttpClient(hub.base().getPort())) {
      Reply reply = connection.exchangeRaw("GET /health HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
      assertEquals(200, reply.status(), reply::toString);
    }
  }

  // --- Automatic adoption, which is on here

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://evil.example",
        "null",
        "http://127.0.0.1:1",
        "http://localhost",
        "chrome-extension://abcdef",
        "http://127.0.0.1:@PORT@, http://evil.example",
        "http://127.0.0.1:@PORT@\r\nOrigin: http://evil.example"
      })
  void foreignPageAtTheNodePortWaitsForAPerson(String given) {
    String origin = given.replace("@PORT@", String.valueOf(NodePortClient.PORT));
    String address = "127.0.5." + (1 + Math.floorMod(given.hashCode(), 250));
    PendingNodesClient waiting = new PendingNodesClient(hub);
    try (NodePortClient page = NodePortClient.from(address, "Origin", origin)) {
      String displayed = origin.replace("\r\nOrigin: ", ", ");
      JsonObject pendingNode = waiting.await(address, "webpage " + displayed);
      assertEquals(displayed, pendingNode.getString("origin"));
      page.send("{\"type\":\"webpage\",\"msg\":\"togglerele\"}");
      assertTrue(page.await("error").getString("msg").contains("waiting"));
      page.send("{\"type\":\"node\",\"msg\":5}");
      waiting.await(address, "node " + displayed);
      assertTrue(
          waiting.pendingNodes().stream()
              .anyMatch(it -> displayed.equals(it.getString("origin", ""))));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "file://", "http://127.0.0.1:@PORT@"})
  void nodeWithoutAForeignOriginIsAdoptedByItself(String given) {
    String address = "127.0.6." + (1 + given.length());
    String[] headers =
        given.isEmpty()
            ? new String[0]
            : new String[] {"Origin", given.replace("@PORT@", String.valueOf(NodePortClient.PORT))};
    try (NodePortClient node = NodePortClient.from(address, headers)) {
      node.send("{\"type\":\"node\",\"msg\":{\"metric\":\"m\",\"value\":1}}");
      Awaitility.await()
          .until(() -> hub.viewer().get("/api/nodes").text().contains("\"" + address + "\""));
    }
  }

  // --- Proxies

  @Test
  void strangerCannotForgeItsAddress() {
    // The proxy's own line comes last; the client made up the first one.
    HubClient viewer = hub.viewer();
    assertEquals(200, viewer.get("/api/session").status());
    try (KeepAliveHttpClient proxy = new KeepAliveHttpClient(hub.base().getPort())) {
      for (int i = 0; i < 3; i++) {
        String made = "X-Forwarded-For: 198.51.100." + i;
        Reply reply =
            proxy.request("GET", "/luminosity/1", "", made, "X-Forwarded-For: 192.0.2.200");
        assertEquals(200, reply.status(), reply::toString);
      }
    }
    String nodes = hub.viewer().get("/api/nodes").text();
    assertTrue(nodes.contains("192.0.2.200"), nodes);
    assertFalse(nodes.contains("198.51.100."), nodes);
  }

  @Test
  void strictTransportIsSentOverTlsOnly() {
    HubResponse plain = hub.stranger().get("/login");
    assertEquals("none", plain.header("Strict-Transport-Security").orElse("none"));
    HubResponse secure = hub.stranger().get("/login", "X-Forwarded-Proto", "https");
    assertTrue(secure.header("Strict-Transport-Security").isPresent(), secure::toString);
    HubResponse untold = hub.stranger().get("/login", "Forwarded", "proto=https");
    assertTrue(untold.header("Strict-Transport-Security").isEmpty(), untold::toString);
  }

  // --- Two requests in one

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 4~Transfer-Encoding: chunked",
        "Transfer-Encoding: chunked~Content-Length: 4",
        "Content-Length: 4~Content-Length: 5",
        "Content-Length: 4, 5",
        "Content-Length: 4,4",
        "Content-Length: +4",
        "Content-Length: -1",
        "Content-Length: 0x4",
        "Content-Length: 4 4",
        "Content-Length: 99999999999999999999",
        "Content-Length: 4~Transfer-Encoding:\tchunked",
        "Content-Length: 4~Transfer-Encoding : chunked",
        "Content-Length: 4~ Transfer-Encoding: chunked",
        "Content-Length: 4~Transfer-Encoding: xchunked",
        "Content-Length: 4~Transfer-Encoding: chunked, identity",
        "Content-Length: 4~Transfer-Encoding: identity, chunked",
        "Content-Length: 4~Transfer-Encoding: identity",
        "Content-Length: 4~Transfer-Encoding: gzip, chunked",
        "Content-Length: 4~Transfer-Encoding: chunked~Transfer-Encoding: identity",
        "Content-Length: 4~Transfer-Encoding: identity~Transfer-Encoding: chunked",
        "Content-Length: 4~Transfer-Encoding: CHUNKED",
        "Content-Length: 4~Transfer-Encoding: \"chunked\"",
        "Content-Length: 4~Transfer-Encoding: chunked;x",
        "Content-Length: 4~Transfer-Encoding:",
        "Content-Length: 4~X: y\nTransfer-Encoding: chunked",
        "Content-Length: 4~Transfer-Encoding:~ chunked",
        "Content-Length: 4~Transfer_Encoding: chunked",
        "Content-Length : 4~Transfer-Encoding: chunked",
        "Transfer-Encoding: chunked~Content-Length: 0",
        "Content-Length: 0~Content-Length: 4",
        "Content-Length:~Transfer-Encoding: chunked",
        "Connection: Content-Length~Content-Length: 4~Transfer-Encoding: chunked",
        "Content-Length: 4~Transfer-Encoding: chunked\u0000"
      })
  void ambiguousBodyConfusesNoRequestAfterIt(String framing) {
    String ambiguous =
        "POST /api/readings HTTP/1.1\r\nHost: localhost\r\n"
            + framing.replace("~", "\r\n")
            + "\r\n\r\n0\r\n\r\n";
    try (KeepAliveHttpClient connection = new KeepAliveHttpClient(hub.base().getPort())) {
      Reply first = connection.exchangeRaw(ambiguous);
      // Refused and closed, or read in one way that leaves the connection usable.
      assertTrue(first.status() == 0 || first.status() >= 400, first::toString);
      if (first.status() != 0 && !first.head().toLowerCase().contains("connection: close")) {
        Reply next = connection.exchangeRaw("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertTrue(Set.of(0, 200, 400, 401).contains(next.status()), next::toString);
      }
    }
  }
}
