package org.kymata.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.net.URL;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
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
import org.kymata.testing.Hub.Person;
import org.kymata.testing.HubArchive;
import org.kymata.testing.HubClient;
import org.kymata.testing.HubResponse;
import org.kymata.testing.WebSocketClient;

/** Programs with an API key: what they receive on {@code /ws}, and what ends them. */
@ExtendWith(ArquillianExtension.class)
class ApiKeysIT {

  private static final int POLICY = 1008;

  @ArquillianResource private URL deployed;
  private Hub hub;

  @Deployment(testable = false)
  static WebArchive hub() {
    return HubArchive.fresh();
  }

  @BeforeEach
  void findHub() {
    hub = Hub.of(this, deployed);
  }

  /** A new key, and a program that sends it. */
  private record Made(String id, String name, HubClient program) {}

  private Made make(HubClient person) {
    String name = Hub.freshName("key");
    HubResponse answer = person.post("/api/keys", "{\"name\":\"%s\"}".formatted(name));
    assertEquals(201, answer.status(), answer::toString);
    JsonObject json = answer.json();
    HubClient program = HubClient.withToken(hub.base(), json.getString("key"));
    return new Made(json.getString("id"), name, program);
  }

  private HubClient make(HubClient person, String members) {
    HubResponse answer =
        person.post("/api/keys", "{\"name\":\"%s\",%s}".formatted(Hub.freshName("key"), members));
    assertEquals(201, answer.status(), answer::toString);
    return HubClient.withToken(hub.base(), answer.json().getString("key"));
  }

  private static String reading(String node) {
    return "{\"node\":\"%s\",\"metric\":\"temperature\",\"value\":21.5}".formatted(node);
  }

  /** What a key of this scope may do, for its own node and for another. */
  @ParameterizedTest
  @CsvSource({
    // scope, chosen nodes, read own, read other, write own, write other, figures of all
    "read,  false, 200, 200, 403, 403, true",
    "read,  true,  200, 404, 403, 403, false",
    "write, false, 200, 200, 200, 200, true",
    "write, true,  200, 404, 200, 400, false",
  })
  void keyMayDoOnlyWhatItsScopeAllows(
      String scope,
      boolean chosen,
      int read,
      int readOther,
      int write,
      int writeOther,
      boolean all) {
    Hub.Sensor own = hub.newSensor();
    Hub.Sensor other = hub.newSensor();
    own.send("temperature", "20");
    other.send("temperature", "22");
    String nodes = chosen ? ",\"nodes\":[\"%s\"]".formatted(own.name()) : "";
    HubClient program = make(hub.operator(), "\"scope\":\"%s\"%s".formatted(scope, nodes));

    for (String format : List.of("json", "csv")) {
      String end = "&metric=temperature&format=" + format;
      for (String named : List.of(own.id(), own.name())) {
        assertEquals(read, program.get("/api/readings?node=" + named + end).status(), named);
      }
      for (String named : List.of(other.id(), other.name())) {
        HubResponse answer = program.get("/api/readings?node=" + named + end);
        assertEquals(readOther, answer.status(), answer::toString);
        if (readOther == 404) {
          String unknown = program.get("/api/readings?node=none-such" + end).detail();
          assertEquals(unknown.replace("none-such", named), answer.detail());
        }
      }
    }
    assertEquals(write, program.post("/api/readings", reading(own.id())).status());
    assertEquals(writeOther, program.post("/api/readings", reading(other.id())).status());
    if (write == 200 && chosen) {
      HubResponse mixed =
          program.post(
              "/api/readings", "[%s,%s]".formatted(reading(own.name()), reading(other.name())));
      assertEquals(1, mixed.json().getInt("accepted"), mixed::toString);
    }
    String metrics = program.get("/metrics").text();
    assertTrue(metrics.contains(own.id()), metrics);
    assertEquals(all, metrics.contains(other.id()), metrics);
    assertEquals(all, metrics.contains("kymata_readings_committed_total"), metrics);
    assertEquals(200, program.get("/openapi").status());
    for (String closed :
        List.of(
            "/api/nodes", "/api/hosts", "/api/vitals", "/api/live", "/api/keys", "/api/audit")) {
      HubResponse answer = program.get(closed, "Accept", "application/json");
      assertEquals(403, answer.status(), answer::toString);
    }
  }

  @Test
  void socketOfAKeyForChosenNodesReceivesOnlyThose() {
    Hub.Sensor own = hub.newSensor();
    Hub.Sensor other = hub.newSensor();
    other.send("temperature", "1");
    HubClient program =
        make(hub.operator(), "\"scope\":\"write\",\"nodes\":[\"%s\"]".formatted(own.id()));
    try (WebSocketClient socket = program.socket()) {
      assertFalse(socket.await("welcome").containsKey("self"));
      socket.subscribe("1", "[{\"node\":\"%s\"}]".formatted(other.id()), ",\"since\":0");
      assertEquals(403, socket.awaitReply("1").getJsonObject("payload").getInt("status"));
      socket.subscribe("2", "[{\"node\":\"*\"}]", ",\"since\":0");
      socket.awaitReply("2");
      other.send("temperature", "2");
      hub.admin().patch("/api/nodes/" + other.id(), "{\"name\":\"n-%s\"}".formatted(other.id()));
      socket.send(
          "{\"v\":1,\"type\":\"readings\",\"id\":\"3\",\"payload\":%s}"
              .formatted(reading(own.id())));
      // The reply and the event are sent independently: either may come first.
      socket.awaitAnywhere(frame -> "accepted".equals(frame.getString("type")));
      socket.awaitAnywhere(
          frame -> "readings".equals(frame.getString("type")) && frame.toString().contains("21.5"));
      socket.send(
          "{\"v\":1,\"type\":\"readings\",\"id\":\"4\",\"payload\":%s}"
              .formatted(reading(other.id())));
      JsonObject none = socket.awaitReply("4").getJsonObject("payload");
      assertEquals(1, none.getJsonArray("rejected").size(), none::toString);
      socket.send("{\"v\":1,\"type\":\"ping\",\"id\":\"5\"}");
      socket.awaitReply("5");
      assertTrue(
          socket.all().stream()
              .filter(frame -> !frame.getString("type").equals("accepted"))
              .filter(frame -> !frame.getString("type").equals("error"))
              .noneMatch(frame -> frame.toString().contains(other.id())),
          () -> socket.all().toString());
    }
  }

  @ParameterizedTest
  @CsvSource({"viewer, read", "operator, read", "viewer, session", "operator, session"})
  void socketSendsNoReadingsWithoutWriteAccess(String role, String by) {
    Hub.Sensor sensor = hub.newSensor();
    HubClient person = hub.newPerson(role).client();
    HubClient client = by.equals("read") ? make(person, "\"scope\":\"read\"") : person;
    try (WebSocketClient socket = client.socket()) {
      socket.await("welcome");
      socket.send(
          "{\"v\":1,\"type\":\"readings\",\"id\":\"1\",\"payload\":%s}"
              .formatted(reading(sensor.id())));
      JsonObject reply = socket.awaitReply("1");
      boolean may = role.equals("operator") && by.equals("session");
      assertEquals(may ? "accepted" : "error", reply.getString("type"), reply::toString);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'scope':'admin'",
        "'scope':7",
        "'nodes':[]",
        "'nodes':'x'",
        "'nodes':[7]",
        "'days':-1",
        "'days':'never'",
        "'days':3651",
        "'days':1.5",
        "'days':1e999999999"
      })
  void malformedScopeMakesNoKey(String members) {
    HubClient person = hub.newPerson("operator").client();
    HubResponse answer =
        person.post("/api/keys", "{'name':'k',%s}".formatted(members).replace('\'', '"'));
    assertEquals(400, answer.status(), answer::toString);
    assertEquals(Set.of(), names(person));
    assertEquals(
        404, person.post("/api/keys", "{\"name\":\"k\",\"nodes\":[\"none-such\"]}").status());
    assertEquals(
        403, hub.viewer().post("/api/keys", "{\"name\":\"k\",\"scope\":\"write\"}").status());
  }

  @Test
  void expiryIsAYearByDefault() {
    HubClient person = hub.newPerson("viewer").client();
    long day = 86_400_000;
    for (int days : new int[] {-1, 0, 30}) {
      String body = days < 0 ? "" : ",\"days\":" + days;
      JsonObject made =
          person.post("/api/keys", "{\"name\":\"k%d\"%s}".formatted(days + 1, body)).json();
      if (days == 0) {
        assertFalse(made.containsKey("expires"), made::toString);
      } else {
        long left = made.getJsonNumber("expires").longValue() - System.currentTimeMillis();
        assertEquals(days < 0 ? 365 : 30, Math.round((double) left / day));
      }
    }
  }

  @Test
  void adminsResetEndsTheKeysOfThatAccount() {
    Person person = hub.newPerson("operator");
    Made made = make(person.client());
    try (WebSocketClient socket = made.program().socket()) {
      socket.await("welcome");
      HubResponse reset =
          hub.admin()
              .patch(
                  "/api/accounts/" + person.id(),
                  "{\"password\":\"seven herons of %s\"}".formatted(person.name()));
      assertEquals(200, reset.status(), reset::toString);
      assertEquals(POLICY, socket.awaitClose());
      assertEquals(401, made.program().get("/metrics").status());
    }
    String log = hub.admin().get("/api/audit?kind=security").text();
    assertTrue(log.contains("\"detail\":\"1 API key\""), log);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void ownNewPasswordEndsOwnKeysOnRequest(boolean endKeys) {
    Person person = hub.newPerson("operator");
    Made made = make(person.client());
    HubResponse changed =
        person
            .client()
            .post(
                "/api/session/password",
                "{\"current\":\"%s\",\"new\":\"%s anew\",\"endKeys\":%s}"
                    .formatted(person.password(), person.password(), endKeys));
    assertEquals(204, changed.status(), changed::toString);
    assertEquals(endKeys ? 401 : 200, made.program().get("/metrics").status());
  }

  private static Set<String> names(HubClient person) {
    return person.get("/api/keys").json().getJsonArray("keys").stream()
        .map(key -> key.asJsonObject().getString("name"))
        .collect(Collectors.toSet());
  }

  private static JsonObject row(HubClient person, Made made) {
    return person.get("/api/keys").json().getJsonArray("keys").stream()
        .map(key -> key.asJsonObject())
        .filter(key -> key.getString("id").equals(made.id()))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "[]", "{\"name\":7}", "{\"name\":\"\"}", "{\"name\":\"a b\"}", "{"})
  void malformedRequestMakesNoKey(String body) {
    HubClient person = hub.newPerson("viewer").client();
    HubResponse answer = person.post("/api/keys", body);
    assertEquals(400, answer.status(), answer::toString);
    assertEquals(Set.of(), names(person));
  }

  @Test
  void keyIsShownOnceAndThenNeverAgain() {
    HubClient person = hub.newPerson("viewer").client();
    Made made = make(person);
    assertFalse(person.get("/api/keys").text().contains("kymk_"));
    JsonObject row = row(person, made);
    assertFalse(row.containsKey("lastUsed"));
    assertEquals(200, made.program().get("/api/readings?node=this-machine").status());
    assertTrue(row(person, made).containsKey("lastUsed"));
  }

  @Test
  void userSeesOwnKeysAndAdminSeesAll() {
    HubClient ada = hub.newPerson("operator").client();
    HubClient bob = hub.newPerson("viewer").client();
    Made adas = make(ada);
    Made bobs = make(bob);
    assertEquals(Set.of(adas.name()), names(ada));
    assertEquals(404, ada.delete("/api/keys/" + bobs.id()).status());
    assertTrue(names(hub.admin()).containsAll(List.of(adas.name(), bobs.name())));
    assertEquals(204, hub.admin().delete("/api/keys/" + bobs.id()).status());
    assertEquals(401, bobs.program().get("/metrics").status());
    assertEquals(200, adas.program().get("/metrics").status());
  }

  @Test
  void socketOfAKeyReceivesReadingsAsAViewer() {
    Hub.Sensor sensor = hub.newSensor();
    try (WebSocketClient socket = make(hub.admin()).program().socket()) {
      JsonObject user = socket.await("welcome").getJsonObject("user");
      assertEquals("admin", user.getString("name"));
      assertEquals("viewer", user.getString("role"));
      socket.subscribe("1", "[{\"node\":\"%s\"}]".formatted(sensor.id()), "");
      socket.awaitReply("1");
      sensor.send("temperature", "21.5");
      JsonObject readings =
          socket.await("readings", payload -> !payload.getJsonArray("series").isEmpty());
      assertTrue(readings.toString().contains("21.5"), readings::toString);
    }
  }

  @Test
  void socketOfAKeySendsNoCommandAndReceivesNoPendingNode() {
    Hub.Sensor sensor = hub.newSensor();
    try (WebSocketClient socket = make(hub.admin()).program().socket()) {
      socket.await("welcome");
      socket.send(
          """
          {"v":1,"type":"command","id":"7","payload":{"node":"%s","action":"togglerele"}}\
          """
              .formatted(sensor.id()));
      JsonObject refusal = socket.awaitReply("7");
      assertEquals("error", refusal.getString("type"));
      assertEquals(403, refusal.getJsonObject("payload").getInt("status"));
      HubResponse commands = hub.admin().get("/api/nodes/" + sensor.id() + "/commands");
      assertTrue(commands.json().getJsonArray("commands").isEmpty(), commands::toString);
      assertEquals(403, hub.stranger().get("/new-sender/1").status());
      // An event of a pending node would have come before this reply.
      socket.send("{\"v\":1,\"type\":\"ping\",\"id\":\"8\"}");
      socket.awaitReply("8");
      assertTrue(
          socket.all().stream().noneMatch(frame -> frame.getString("type").equals("pending-node")));
    }
  }

  @Test
  void removedKeyIsCutOffAtOnce() {
    HubClient person = hub.newPerson("operator").client();
    Made made = make(person);
    Made other = make(person);
    try (WebSocketClient socket = made.program().socket();
        WebSocketClient another = other.program().socket()) {
      socket.await("welcome");
      another.await("welcome");
      assertEquals(204, person.delete("/api/keys/" + made.id()).status());
      assertEquals(POLICY, socket.awaitClose());
      assertEquals("the API key was removed", socket.closeReason());
      assertEquals(401, made.program().get("/api/readings?node=this-machine").status());
      assertEquals(
          401,
          assertThrows(WebSocketClient.HandshakeRejectedException.class, made.program()::socket)
              .status());
      another.send("{\"v\":1,\"type\":\"ping\",\"id\":\"9\"}");
      another.awaitReply("9");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"disabled\":true}", "{\"role\":\"viewer\"}"})
  void accountWithFewerRightsLosesItsKeysAtOnce(String change) {
    Person person = hub.newPerson("operator");
    Made made = make(person.client());
    try (WebSocketClient socket = made.program().socket()) {
      socket.await("welcome");
      HubResponse changed = hub.admin().patch("/api/accounts/" + person.id(), change);
      assertEquals(200, changed.status(), changed::toString);
      assertEquals(POLICY, socket.awaitClose());
      assertEquals(401, made.program().get("/metrics").status());
    }
    hub.admin().patch("/api/accounts/" + person.id(), "{\"disabled\":false,\"role\":\"operator\"}");
    assertEquals(401, made.program().get("/metrics").status());
  }

  @Test
  void keyInACookieOrAnAddressOpensNothing() {
    String secret =
        hub.viewer()
            .post("/api/keys", "{\"name\":\"%s\"}".formatted(Hub.freshName("key")))
            .json()
            .getString("key");
    for (String name : List.of("token", "key", "api_key", "access_token")) {
      String query = "/api/readings?node=this-machine&" + name + "=" + secret;
      assertEquals(401, hub.stranger().get(query, "Accept", "application/json").status());
    }
    HubClient forger = hub.stranger();
    forger.setCookie("kymata_signin", secret);
    assertEquals(401, forger.get("/metrics", "Accept", "application/json").status());
  }
}
