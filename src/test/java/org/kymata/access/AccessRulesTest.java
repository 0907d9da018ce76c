package org.kymata.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kymata.nodes.NodeId;

/** The table of owners, address by address and caller by caller. */
class AccessRulesTest {

  private static final Map<String, Caller> CALLERS =
      Map.of(
          "viewer", user(Role.VIEWER),
          "operator", user(Role.OPERATOR),
          "admin", user(Role.ADMIN),
          "node", new Caller.Node(new NodeId("k3f9x2ma")));

  private static Caller user(Role role) {
    return new Caller.User(1, role.wireName(), role, "sign-in");
  }

  /** Who may, as one word: everyone, people, operators, admins, and those with nodes. */
  private static String whoMay(String method, String path) {
    Owner owner = AccessRules.ownerOf(method, path);
    TreeSet<String> admitted = new TreeSet<>();
    if (owner.admits(null)) {
      admitted.add("stranger");
    }
    CALLERS.forEach(
        (name, caller) -> {
          if (owner.admits(caller)) {
            admitted.add(name);
          }
        });
    return WORDS.getOrDefault(List.copyOf(admitted), admitted.toString());
  }

  private static final Map<List<String>, String> WORDS =
      Map.of(
          List.of("admin", "node", "operator", "stranger", "viewer"), "everyone",
          List.of("admin", "operator", "viewer"), "people",
          List.of("admin", "operator"), "operators",
          List.of("admin"), "admins",
          List.of("admin", "node", "operator", "viewer"), "people and nodes",
          List.of("admin", "node", "operator"), "operators and nodes");

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
        "GET    | /ws                                  | people and nodes",
        "GET    | /api/readings                        | people",
        "POST   | /api/readings                        | operators and nodes",
        "GET    | /api/nodes                           | people",
        "GET    | /api/nodes/k3f9x2ma                  | people",
        "POST   | /api/nodes                           | operators",
        "PATCH  | /api/nodes/k3f9x2ma                  | operators",
        "DELETE | /api/nodes/k3f9x2ma                  | operators",
        "POST   | /api/nodes/k3f9x2ma/token            | operators",
        "POST   | /api/nodes/k3f9x2ma/adopt            | operators",
        "POST   | /api/nodes/k3f9x2ma/refuse           | operators",
        "POST   | /api/nodes/k3f9x2ma/commands         | operators",
        "GET    | /api/nodes/k3f9x2ma/commands         | people",
        "GET    | /api/nodes/k3f9x2ma/xray             | operators",
        "GET    | /api/nodes/k3f9x2ma/xray/            | operators",
        "GET    | /api/nodes/shelf/2/xray              | operators",
        "GET    | /api/nodes/xray                      | people",
        "GET    | /api/vitals                          | people",
        "GET    | /api/vitals/processes                | people",
        "GET    | /api/hosts                           | people",
        "GET    | /api/session                         | people",
        "POST   | /api/session/password                | people",
        "GET    | /api/live                            | people",
        "GET    | /api/accounts                        | admins",
        "POST   | /api/accounts                        | admins",
        "PATCH  | /api/accounts/1                      | admins",
        "GET    | /metrics                             | people",
        "GET    | /openapi                             | people"
      })
  void ownerOfAnAddress(String method, String path, String who) {
    assertEquals(who, whoMay(method, path));
    if (method.equals("GET")) {
      assertEquals(who, whoMay("HEAD", path));
      assertEquals(who, whoMay("OPTIONS", path));
    }
  }

  static List<String> addresses() {
    return Addresses.all();
  }

  @ParameterizedTest
  @MethodSource("addresses")
  void strangerOwnsNothing(String address) {
    String[] parts = address.split(" ");
    Owner owner = AccessRules.ownerOf(parts[0], parts[1].replaceFirst("\\?.*", ""));
    assertFalse(owner.admits(null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "FOO", "get", ""})
  void whatNobodyNamedCannotBeChanged(String method) {
    for (String path : List.of("/", "/no-such-page", "/css/base.css", "/health")) {
      assertEquals("[]", whoMay(method, path));
    }
    assertEquals("admins", whoMay(method, "/api/none"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/cssx", "/loginx", "/login/", "/login/x", "/healthy", "/CSS/a", "css/a"})
  void neighbourOfAPublicAddressIsNotPublic(String path) {
    assertFalse(AccessRules.ownerOf("GET", path).admits(null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/wsx", "/ws/", "/api/readingsx", "/api/readings/", "/api/nodes"})
  void nodeGetsOnlyAtItsTwoAddresses(String path) {
    assertFalse(AccessRules.ownerOf("POST", path).admits(CALLERS.get("node")));
  }

  @Test
  void eachRoleIncludesThoseBefore() {
    assertTrue(Role.ADMIN.includes(Role.OPERATOR) && Role.OPERATOR.includes(Role.VIEWER));
    assertFalse(Role.VIEWER.includes(Role.OPERATOR) || Role.OPERATOR.includes(Role.ADMIN));
  }
}
