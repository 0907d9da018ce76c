package org.kymata.access;

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
import org.junit.jupiter.params.provider.ValueSource;
import org.kymata.testing.Answer;
import org.kymata.testing.Hub;
import org.kymata.testing.Hub.Person;
import org.kymata.testing.HubArchive;
import org.kymata.testing.HubClient;
import org.kymata.testing.LiveClient;

/** Programs with an API key: what they hear on {@code /ws}, and what ends them. */
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

  /** A key that was just made, and a program that shows it. */
  private record Made(String id, String name, HubClient program) {}

  private Made make(HubClient person) {
    String name = Hub.freshName("key");
    Answer answer = person.post("/api/keys", "{\"name\":\"%s\"}".formatted(name));
    assertEquals(201, answer.status(), answer::toString);
    JsonObject json = answer.json();
    HubClient program = HubClient.withToken(hub.base(), json.getString("key"));
    return new Made(json.getString("id"), name, program);
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
  void malformedWishMakesNoKey(String body) {
    HubClient person = hub.newPerson("viewer").client();
    Answer answer = person.post("/api/keys", body);
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
  void oneSeesOnesOwnKeysAndAnAdminAll() {
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
  void socketOfAKeyHearsReadingsAsAViewer() {
    Hub.Sensor sensor = hub.newSensor();
    try (LiveClient socket = make(hub.admin()).program().socket()) {
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
  void socketOfAKeyGivesNoCommandAndHearsNoKnock() {
    Hub.Sensor sensor = hub.newSensor();
    try (LiveClient socket = make(hub.admin()).program().socket()) {
      socket.await("welcome");
      socket.send(
          """
          {"v":1,"type":"command","id":"7","payload":{"node":"%s","action":"togglerele"}}"""
              .formatted(sensor.id()));
      JsonObject refusal = socket.awaitReply("7");
      assertEquals("error", refusal.getString("type"));
      assertEquals(403, refusal.getJsonObject("payload").getInt("status"));
      Answer commands = hub.admin().get("/api/nodes/" + sensor.id() + "/commands");
      assertTrue(commands.json().getJsonArray("commands").isEmpty(), commands::toString);
      assertEquals(403, hub.stranger().get("/knocker/1").status());
      // What was told of the knock would have come before this answer.
      socket.send("{\"v\":1,\"type\":\"ping\",\"id\":\"8\"}");
      socket.awaitReply("8");
      assertTrue(socket.all().stream().noneMatch(frame -> frame.getString("type").equals("knock")));
    }
  }

  @Test
  void removedKeyIsCutOffAtOnce() {
    HubClient person = hub.newPerson("operator").client();
    Made made = make(person);
    Made other = make(person);
    try (LiveClient socket = made.program().socket();
        LiveClient another = other.program().socket()) {
      socket.await("welcome");
      another.await("welcome");
      assertEquals(204, person.delete("/api/keys/" + made.id()).status());
      assertEquals(POLICY, socket.awaitClose());
      assertEquals("the API key was removed", socket.closeReason());
      assertEquals(401, made.program().get("/api/readings?node=this-machine").status());
      assertEquals(401, assertThrows(LiveClient.Refused.class, made.program()::socket).status());
      another.send("{\"v\":1,\"type\":\"ping\",\"id\":\"9\"}");
      another.awaitReply("9");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"disabled\":true}", "{\"role\":\"viewer\"}"})
  void accountThatMayDoLessLosesItsKeysAtOnce(String change) {
    Person person = hub.newPerson("operator");
    Made made = make(person.client());
    try (LiveClient socket = made.program().socket()) {
      socket.await("welcome");
      Answer changed = hub.admin().patch("/api/accounts/" + person.id(), change);
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
    forger.plant("kymata_signin", secret);
    assertEquals(401, forger.get("/metrics", "Accept", "application/json").status());
  }
}
