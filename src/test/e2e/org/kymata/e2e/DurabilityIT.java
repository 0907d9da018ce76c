package org.kymata.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the hub acknowledged survives a restart; for kills see {@link KillsIT}. */
class DurabilityIT {

  private static final String PASSWORD = "seven grey herons at dusk";

  @Test
  void cleanRestartKeepsAccountsNodesHistoryAndSignIns() {
    try (RunningHub hub = RunningHub.start()) {
      ApiClient admin = hub.admin();
      admin.createAccount("olga", PASSWORD, "operator");
      ApiClient olga = ApiClient.signedIn(hub.address(), "olga", PASSWORD);
      ApiClient.NewNode node = olga.createNode("greenhouse-1");
      ApiClient sender = ApiClient.node(hub.address(), node.token());
      sender.readings(
          new ReadingsPayload().add("temperature", 21.5, "°C").add("temperature", -3).json());
      sender.readings(new ReadingsPayload().add("door", "open").json());
      String history = olga.csvText(node.name());
      assertEquals(List.of(), FilePermissions.open(hub.data()), "open to other users");

      hub.stop();
      // As earlier versions left it.
      for (String folder : List.of("", "relational", "telemetry", "logs")) {
        FilePermissions.set(hub.data().resolve(folder), "rwxr-x---");
      }
      FilePermissions.set(hub.data().resolve("relational/kymata.mv.db"), "rw-r--r--");
      hub.startAgain();
      assertEquals(List.of(), FilePermissions.open(hub.data()), "still open to other users");

      assertFalse(
          Files.exists(hub.data().resolve("relational").resolve("kymata.trace.db")),
          "the relational store was gone before the hub had stopped using it");
      assertTrue(olga.isSignedIn(), "a restart must not sign anybody out");
      assertTrue(admin.isSignedIn(), "a restart must not sign anybody out");
      assertEquals(3 + 1, history.lines().count(), history);
      assertEquals(history, olga.csvText(node.name()));
      sender.readings(new ReadingsPayload().add("temperature", 22).json());
      assertEquals(4 + 1, olga.csvText(node.name()).lines().count());
    }
  }
}
