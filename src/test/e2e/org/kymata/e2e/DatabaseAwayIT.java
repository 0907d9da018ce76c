package org.kymata.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.WaitForSelectorState;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The relational store goes down and comes back; readings are not affected. */
class DatabaseAwayIT {

  private static final String BANNER = "#faults [data-fault=database-away]";

  @Test
  void readingsGoOnWithoutTheDatabaseAndTheRestWhenItIsBack() {
    try (DatabaseProcess database = new DatabaseProcess();
        RunningHub hub = RunningHub.start(Map.of("KYMATA_DB_URL", database.url()));
        Chromium chromium = new Chromium();
        BrowserContext person = chromium.person();
        AcknowledgedLoad load = new AcknowledgedLoad()) {
      ApiClient admin = hub.admin();
      ApiClient.NewNode made = admin.createNode("loaded");
      ApiClient node = ApiClient.node(hub.address(), made.token());
      JsonObject order = order("first");
      admin.call("POST", "api/nodes/" + made.id() + "/commands", order);
      assertEquals("first", node.get("api/commands/next?wait=20").getString("id"));
      Page page = Chromium.signIn(person, hub.address(), RunningHub.ADMIN, hub.adminPassword());
      load.start(node);
      Timeouts.until("readings", () -> load.acknowledgedCount() > 1_000);

      database.stop();

      Timeouts.until("not ready", () -> ready(hub).statusCode() == 503);
      assertTrue(HealthClient.reason(ready(hub).body(), "database").contains("does not answer"));
      assertEquals(
          200, ApiClient.stranger(hub.address()).send("GET", "health/live", null).statusCode());
      page.waitForSelector(BANNER);
      int before = load.acknowledgedCount();
      Timeouts.until("readings go on", () -> load.acknowledgedCount() > before + 1_000);
      assertTrue(admin.isSignedIn(), "who is signed in stays so");
      assertTrue(admin.names("api/nodes", "nodes").contains("loaded"));
      assertEquals(503, ApiClient.stranger(hub.address()).signIn("admin", hub.adminPassword()));
      HttpResponse<String> refused =
          admin.send("POST", "api/nodes", Json.createObjectBuilder().add("name", "new").build());
      assertEquals(503, refused.statusCode());
      assertTrue(refused.body().contains("database"), refused.body());
      assertEquals(
          503, admin.send("POST", "api/nodes/" + made.id() + "/commands", order("x")).statusCode());
      assertEquals(503, node.post("api/commands/first/ack", "{\"done\":true}").statusCode());

      database.start();

      Timeouts.until("ready", () -> ready(hub).statusCode() == 200);
      page.waitForSelector(
          BANNER, new Page.WaitForSelectorOptions().setState(WaitForSelectorState.DETACHED));
      ApiClient.signedIn(hub.address(), "admin", hub.adminPassword());
      admin.createNode("new");
      // 404 when a reading has confirmed the command before its acknowledgement arrived.
      int again = node.post("api/commands/first/ack", "{\"done\":true}").statusCode();
      assertTrue(again == 204 || again == 404, () -> "status " + again);
      load.stop();

      hub.kill9();
      hub.startAgain();

      load.check(hub.admin().csv("loaded", AcknowledgedLoad.METRIC));
      JsonObject kept = hub.admin().get("api/commands/first");
      assertTrue(
          kept.getString("state").equals("acknowledged")
              || kept.getString("state").equals("confirmed"),
          kept::toString);
      assertEquals(404, hub.admin().send("GET", "api/commands/x", null).statusCode());
      hub.stop();
    }
  }

  private static JsonObject order(String id) {
    return Json.createObjectBuilder()
        .add("id", id)
        .add("action", "togglerele")
        .add("ttl", "PT1H")
        .build();
  }

  private static HttpResponse<String> ready(RunningHub hub) {
    return ApiClient.stranger(hub.address()).send("GET", "health/ready", null);
  }
}
