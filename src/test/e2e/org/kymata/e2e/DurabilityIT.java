package org.kymata.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the hub acknowledged, it keeps. */
class DurabilityIT {

  private static final int KILLS = 5;
  private static final int READINGS_BEFORE_A_KILL = 3_000;
  private static final String PASSWORD = "a long password";

  @Test
  void whatWasAcknowledgedSurvivesFiveKillsUnderLoad() {
    try (RunningHub hub = RunningHub.start();
        Load load = new Load()) {
      Api admin = hub.admin();
      Api.NewNode loaded = admin.createNode("loaded");
      List<String> nodes = new ArrayList<>(List.of(loaded.name()));
      List<String> accounts = new ArrayList<>(List.of(RunningHub.ADMIN));
      for (int kill = 1; kill <= KILLS; kill++) {
        int before = load.acknowledgedCount();
        load.start(Api.node(hub.address(), loaded.token()));
        Waiting.until(
            "acknowledged readings",
            () -> load.acknowledgedCount() >= before + READINGS_BEFORE_A_KILL);
        nodes.add(admin.createNode("node-" + kill).name());
        accounts.add("account-" + kill);
        admin.createAccount("account-" + kill, PASSWORD, "viewer");

        hub.kill9();
        load.stop();
        hub.startAgain();

        load.check(admin.csv(loaded.name(), Load.METRIC));
        assertKept(nodes, admin.names("api/nodes", "nodes"));
        assertKept(accounts, admin.names("api/accounts", "accounts"));
        Api.signedIn(hub.address(), "account-" + kill, PASSWORD);
      }
      hub.stop();
    }
  }

  private static void assertKept(List<String> acknowledged, List<String> found) {
    List<String> lost = new ArrayList<>(acknowledged);
    lost.removeAll(found);
    assertEquals(List.of(), lost, () -> "acknowledged and lost; found: " + found);
  }

  @Test
  void cleanRestartKeepsAccountsNodesHistoryAndSignIns() {
    try (RunningHub hub = RunningHub.start()) {
      Api admin = hub.admin();
      admin.createAccount("olga", PASSWORD, "operator");
      Api olga = Api.signedIn(hub.address(), "olga", PASSWORD);
      Api.NewNode node = olga.createNode("greenhouse-1");
      Api sender = Api.node(hub.address(), node.token());
      sender.readings(new Readings().add("temperature", 21.5, "°C").add("temperature", -3).json());
      sender.readings(new Readings().add("door", "open").json());
      String history = olga.csvText(node.name());

      hub.restart();

      assertTrue(olga.isSignedIn(), "a restart must not sign anybody out");
      assertTrue(admin.isSignedIn(), "a restart must not sign anybody out");
      assertEquals(3 + 1, history.lines().count(), history);
      assertEquals(history, olga.csvText(node.name()));
      sender.readings(new Readings().add("temperature", 22).json());
      assertEquals(4 + 1, olga.csvText(node.name()).lines().count());
    }
  }
}
