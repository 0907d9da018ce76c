package org.kymata.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import jakarta.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A switch on the screen shows what is confirmed, and what is still pending. */
class CommandControlsIT {

  private static final String PASSWORD = "seven grey herons at dusk";
  private static final String ACTIONS =
      """
      [{"name": "pump", "kind": "switch", "metric": "relay", "label": "Pump"},
       {"name": "restart", "kind": "button"}]""";
  private static final String SWITCH = ".control[data-action=pump]";

  private static RunningHub hub;
  private static Chromium chromium;
  private static ApiClient admin;
  private static ApiClient.NewNode made;

  private CommandableNode node;
  private BrowserContext person;
  private Page page;

  @BeforeAll
  static void start() {
    hub = RunningHub.start();
    chromium = new Chromium();
    admin = hub.admin();
    admin.createAccount("olga", PASSWORD, "operator");
    admin.createAccount("vera", PASSWORD, "viewer");
    made = admin.createNode("pump-1");
  }

  @AfterAll
  static void stop() {
    chromium.close();
    hub.close();
  }

  @BeforeEach
  void open() {
    node = new CommandableNode(hub, made.token(), ACTIONS);
    node.reading("relay", 0);
    person = chromium.person();
    page = open(person, "olga");
    page.waitForSelector(SWITCH + "[data-proved=off]");
  }

  private static Page open(BrowserContext person, String user) {
    Page page = Chromium.signIn(person, hub.address(), user, PASSWORD);
    page.navigate(hub.address() + "node.html?id=" + made.id());
    Chromium.awaitBadge(page, "live-ws");
    page.waitForSelector(SWITCH);
    return page;
  }

  @AfterEach
  void close() {
    person.close();
    node.close();
  }

  @Test
  void switchMovesWhenAReadingProvesItAndNotBefore() {
    page.click(SWITCH + " [role=switch]");
    page.waitForSelector(SWITCH + "[data-command=pending][data-proved=off]");
    JsonObject command = node.nextCommand();
    assertEquals("pump", command.getString("action"));
    assertTrue(command.getJsonObject("arguments").getBoolean("on"));
    node.acknowledge(command);
    page.waitForSelector(SWITCH + ":has-text('Acknowledged')");
    assertEquals(1, page.locator(SWITCH + "[data-command=pending][data-proved=off]").count());
    node.reading("relay", 1);
    page.waitForSelector(SWITCH + "[data-command=confirmed][data-proved=on]");
    page.waitForSelector(SWITCH + " [aria-checked=true]");
    Screenshots.save(page, "controls-light");
    page.click("#commands summary");
    page.waitForSelector(".command-table tr[data-state=confirmed]:has-text('olga')");
  }

  @Test
  void rejectedSwitchFallsBackWithTheReason() {
    page.click(SWITCH + " [role=switch]");
    node.reject(node.nextCommand(), "the tank is empty");
    page.waitForSelector(SWITCH + "[data-command=failed][data-proved=off]");
    page.waitForSelector(SWITCH + ":has-text('the tank is empty')");
  }

  @Test
  void commandWithoutAnswerExpiresAndTheSwitchFallsBack() {
    page.click(SWITCH + " [role=switch]");
    node.nextCommand();
    page.waitForSelector(SWITCH + "[data-command=pending]");
    page.waitForSelector(SWITCH + "[data-command=failed][data-proved=off]");
    page.waitForSelector(SWITCH + ":has-text('did not answer')");
  }

  @Test
  void commandWaitsForAnOfflineNode() {
    node.close();
    page.click(".control[data-action=restart] button");
    page.waitForSelector(".control[data-action=restart][data-command=pending]");
    node = new CommandableNode(hub, made.token(), ACTIONS);
    JsonObject command = node.nextCommand();
    assertEquals("restart", command.getString("action"));
    node.acknowledge(command);
    node.reading("relay", 0);
    page.waitForSelector(".control[data-action=restart][data-command=confirmed]");
  }

  @Test
  void viewerSeesTheStateAndCannotSendCommands() {
    try (BrowserContext other = chromium.person()) {
      Page seen = open(other, "vera");
      seen.waitForSelector(SWITCH + " [role=switch][disabled]");
      page.click(SWITCH + " [role=switch]");
      seen.waitForSelector(SWITCH + "[data-command=pending]");
      node.acknowledge(node.nextCommand());
      node.reading("relay", 1);
      seen.waitForSelector(SWITCH + "[data-command=confirmed][data-proved=on]");
    }
  }
}
