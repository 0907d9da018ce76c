package org.kymata.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kymata.nodes.NodeId;

/** The access table, address by address and caller by caller. */
class AccessRulesTest {

  private static final Map<String, Caller> CALLERS =
      Map.of(
          "viewer",
          user(Role.VIEWER),
          "operator",
          user(Role.OPERATOR),
          "admin",
          user(Role.ADMIN),
          "node",
          new Caller.Node(new NodeId("k3f9x2ma"), ""),
          "key",
          new Caller.Key("w7x3q9ma", 1, "admin", "notebook"),
          "writing key",
          new Caller.Key(
              "w7x3q9mb",
              1,
              "admin",
              "sender",
              new ApiKeyScope(true, Optional.empty(), OptionalLong.empty())));

  private static Caller user(Role role) {
    return new Caller.User(1, role.wireName(), role, "sign-in");
  }

  /**
   * The callers with access in words: everyone, people, operators, admins, and those with nodes.
   */
  private static String whoMay(String method, String path) {
    RequiredAccess owner = AccessRules.requiredAccess(method, path);
    TreeSet<String> admitted = new TreeSet<>();
    if (owner.allows(null)) {
      admitted.add("stranger");
    }
    CALLERS.forEach(
        (name, caller) -> {
          if (owner.allows(caller)) {
            admitted.add(name);
          }
        });
    return WORDS.getOrDefault(List.copyOf(admitted), admitted.toString());
  }

  private static final Map<List<String>, String> WORDS =
      Map.of(
          List.of("admin", "key", "node", "operator", "stranger", "viewer", "writing key"),
              "everyone",
          List.of("admin", "operator", "viewer"), "people",
          List.of("admin", "operator"), "operators",
          List.of("admin"), "admins",
          List.of("admin", "key", "operator", "viewer", "writing key"), "people and keys",
          List.of("admin", "key", "node", "operator", "viewer", "writing key"),
              "people, keys and nodes",
          List.of("admin", "node", "operator", "writing key"), "operators, writing keys and nodes",
          List.of("node"), "nodes");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET    | /                                    | people",
        "GET    | /index.html                          | people",
        "GET    | /nodes.html                          | people",
        "GET    | /node.html                           | people",
        "GET    | /account.html                        | people",
        "GET    | /add-node.html                       | operators",
        "GET    | /pending.html                         | operators",
        "GET    | /audit.html                          | operators",
        "GET    | /accounts.html                       | admins",
        "GET    | /login                               | everyone",
        "POST   | /login                               | everyone",
        "POST   | /logout                              | everyone",
        "GET    | /css/base.css                        | everyone",
        "GET    | /js/core/api.js                      | everyone",
        "GET    | /i18n/en.json                        | everyone",
        "GET    | /webjars/luxon/3.7.2/build/luxon.js  | everyone",
        "GET    | /favicon.svg                         | everyone",
        "GET    | /health                              | everyone",
        "GET    | /health/ready                        | everyone",
        "GET    | /.well-known/security.txt            | everyone",
        "GET    | /.well-known/security-policy.txt     | everyone",
        "POST   | /.well-known/security.txt            | []",
        "GET    | /.well-known/other                   | people",
        "GET    | /ca.crt                              | everyone",
        "GET    | /certificate.html                    | everyone",
        "GET    | /api/certificate                     | everyone",
        "GET    | /ws                                  | people, keys and nodes",
        "GET    | /api/readings                        | people and keys",
        "POST   | /api/readings                        | operators, writing keys and nodes",
        "GET    | /api/nodes                           | people",
        "GET    | /api/nodes/k3f9x2ma                  | people",
        "POST   | /api/nodes                           | operators",
        "PATCH  | /api/nodes/k3f9x2ma                  | operators",
        "DELETE | /api/nodes/k3f9x2ma                  | operators",
        "POST   | /api/nodes/k3f9x2ma/token            | operators",
        "POST   | /api/nodes/k3f9x2ma/adopt            | operators",
        "POST   | /api/nodes/k3f9x2ma/reject           | operators",
        "POST   | /api/nodes/k3f9x2ma/commands         | operators",
        "GET    | /api/nodes/k3f9x2ma/commands         | people",
        "GET    | /api/commands/1                      | people",
        "GET    | /api/commands/next                   | nodes",
        "POST   | /api/commands/1/ack                  | nodes",
        "POST   | /api/commands/hello                  | nodes",
        "POST   | /api/commands/1                      | admins",
        "GET    | /api/audit                           | operators",
        "GET    | /api/nodes/k3f9x2ma/messages             | operators",
        "GET    | /api/nodes/k3f9x2ma/messages/            | operators",
        "GET    | /api/nodes/shelf/2/messages              | operators",
        "GET    | /api/nodes/messages                      | people",
        "GET    | /api/vitals                          | people",
        "GET    | /api/vitals/processes                | people",
        "GET    | /api/hosts                           | people",
        "GET    | /api/hosts/k3f9x2ma                  | people",
        "POST   | /api/hosts                           | operators",
        "POST   | /api/hosts/k3f9x2ma/stop             | operators",
        "POST   | /api/hosts/k3f9x2ma/start            | operators",
        "PATCH  | /api/hosts/k3f9x2ma                  | operators",
        "DELETE | /api/hosts/k3f9x2ma                  | operators",
        "GET    | /api/session                         | people",
        "POST   | /api/session/password                | people",
        "GET    | /api/session/list                    | people",
        "DELETE | /api/session/list/a                  | people",
        "GET    | /api/live                            | people",
        "GET    | /api/accounts                        | admins",
        "POST   | /api/accounts                        | admins",
        "PATCH  | /api/accounts/1                      | admins",
        "GET    | /api/pending-nodes                          | operators",
        "POST   | /api/pending-nodes/1/adopt                  | operators",
        "DELETE | /api/pending-nodes/blocked/10.0.0.1         | operators",
        "GET    | /connexion                           | people",
        "GET    | /contenu/index.html                  | people",
        "GET    | /metrics                             | people and keys",
        "GET    | /openapi                             | people and keys",
        "GET    | /metrics/base                        | people and keys",
        "GET    | /api/readings/                       | people",
        "GET    | /api/keys                            | people",
        "POST   | /api/keys                            | people",
        "DELETE | /api/keys/w7x3q9ma                   | people"
      })
  void requiredAccessOfAnAddress(String method, String path, String who) {
    assertEquals(who, whoMay(method, path));
    if (method.equals("GET")) {
      assertEquals(who, whoMay("HEAD", path));
      assertEquals(who, whoMay("OPTIONS", path));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/luminosity/12",
        "/luminosity/-12.5",
        "/luminosity/x",
        "/luminosity",
        "/temperature/21.5",
        "/Θερμοκρασία/21",
        "/soil_1/-3"
      })
  void metricAndNumberBelongToTheHttpGetTransport(String path) {
    assertEquals(RequiredAccess.SENDER, AccessRules.requiredAccess("GET", path));
    for (String method : List.of("HEAD", "OPTIONS", "POST", "PUT", "DELETE", "PATCH")) {
      assertFalse(AccessRules.requiredAccess(method, path).allows(null), method);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/temperature",
        "/temperature/",
        "/temperature/x",
        "/temperature/1/2",
        "/temperature/1e5",
        "/temperature/NaN",
        "/temperature/ 1",
        "/temperature/1234567890123456789",
        "/a b/1",
        "/<b>/1",
        "//1",
        "/index.html/1",
        "/nodes.html/5",
        "/.well-known/5",
        "/luminosityx",
        "temperature/1"
      })
  void otherAddressesDoNotBelongToTheHttpGetTransport(String path) {
    assertFalse(AccessRules.requiredAccess("GET", path).allows(null));
  }

  /** No name of the web interface becomes a metric when a number follows it. */
  @ParameterizedTest
  @MethodSource("placesOfOurs")
  void ownAddressIsNotTakenForAMetric(String name) {
    assertNotEquals(
        RequiredAccess.SENDER, AccessRules.requiredAccess("GET", "/" + name + "/5"), name);
  }

  static Stream<String> placesOfOurs() {
    String[] files = Path.of("src", "main", "webapp").toFile().list();
    Stream<String> addresses =
        Stream.concat(
                ApiEndpoints.all().stream().map(address -> address.replaceFirst("^[A-Z]+ ", "")),
                Stream.of("/health", "/login", "/logout", "/webjars"))
            .filter(path -> !path.startsWith("/luminosity") && !path.startsWith("/no-such"))
            .map(path -> path.substring(1).replaceFirst("[/?].*", ""));
    return Stream.concat(Stream.of(files), addresses).filter(name -> !name.isEmpty()).distinct();
  }

  static List<String> addresses() {
    return ApiEndpoints.all();
  }

  @ParameterizedTest
  @MethodSource("addresses")
  void strangerHasNoAccess(String address) {
    String[] parts = address.split(" ");
    RequiredAccess owner = AccessRules.requiredAccess(parts[0], parts[1].replaceFirst("\\?.*", ""));
    assertFalse(owner.allows(null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "FOO", "get", ""})
  void unlistedAddressCannotBeChanged(String method) {
    for (String path : List.of("/", "/no-such-page", "/css/base.css", "/health")) {
      assertEquals("[]", whoMay(method, path));
    }
    assertEquals("admins", whoMay(method, "/api/none"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/cssx", "/loginx", "/login/", "/login/x", "/healthy", "/CSS/a", "css/a"})
  void neighbourOfAPublicAddressIsNotPublic(String path) {
    assertFalse(AccessRules.requiredAccess("GET", path).allows(null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/wsx", "/ws/", "/api/readingsx", "/api/readings/", "/api/nodes"})
  void nodeGetsOnlyAtItsTwoAddresses(String path) {
    assertFalse(AccessRules.requiredAccess("POST", path).allows(CALLERS.get("node")));
  }

  @ParameterizedTest
  @MethodSource("addresses")
  void keyChangesNothing(String address) {
    String[] parts = address.split(" ");
    if (!AccessRules.isRead(parts[0]) && !address.endsWith(" /ws")) {
      RequiredAccess owner =
          AccessRules.requiredAccess(parts[0], parts[1].replaceFirst("\\?.*", ""));
      assertFalse(owner.allows(CALLERS.get("key")), address);
    }
  }

  @Test
  void eachRoleIncludesThoseBefore() {
    assertTrue(Role.ADMIN.includes(Role.OPERATOR) && Role.OPERATOR.includes(Role.VIEWER));
    assertFalse(Role.VIEWER.includes(Role.OPERATOR) || Role.OPERATOR.includes(Role.ADMIN));
  }
}
