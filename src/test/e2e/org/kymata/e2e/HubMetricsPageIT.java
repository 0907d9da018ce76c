package org.kymata.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import jakarta.json.Json;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The hub's own metrics on the page of its machine: charts for all, nodes for operators. */
class HubMetricsPageIT {

  private static final String PASSWORD = "seven grey herons at dusk";
  private static final int PHONE_WIDTH = 390;

  private static RunningHub hub;
  private static Chromium chromium;
  private static ApiClient admin;
  private static ApiClient.NewNode greenhouse;

  @BeforeAll
  static void start() {
    hub = RunningHub.start();
    chromium = new Chromium();
    admin = hub.admin();
    admin.createAccount("olga", PASSWORD, "operator");
    admin.createAccount("vera", PASSWORD, "viewer");
    greenhouse = admin.createNode("greenhouse-1");
    ApiClient node = ApiClient.node(hub.address(), greenhouse.token());
    node.readings(
        Json.createArrayBuilder()
            .add(Json.createObjectBuilder().add("metric", "t").add("value", 1))
            .add(Json.createObjectBuilder().add("metric", "").add("value", 1))
            .build());
  }

  @AfterAll
  static void stop() {
    chromium.close();
    hub.close();
  }

  private static Page open(BrowserContext person, String user) {
    Page page = Chromium.signIn(person, hub.address(), user, PASSWORD);
    page.navigate(hub.address() + "host.html?id=" + admin.self().getString("id"));
    page.waitForSelector("#section-hub");
    page.locator("#section-hub").scrollIntoViewIfNeeded();
    return page;
  }

  @Test
  void operatorSeesTheHubAsChartsAndWhatBecameOfEachNodesReadings() {
    try (BrowserContext person = chromium.person()) {
      Page page = open(person, "olga");
      assertTrue(page.locator("#section-hub k-lines-chart").count() >= 7);
      page.locator("k-node-traffic").scrollIntoViewIfNeeded();
      String row = "k-node-traffic tr[data-node='" + greenhouse.id() + "']";
      page.waitForSelector(row);
      assertEquals("greenhouse-1", page.textContent(row + " .name"));
      assertEquals("1", page.textContent(row + " [data-count=committed]"));
      assertEquals("1", page.textContent(row + " [data-count=refused]"));
      assertEquals("0", page.textContent(row + " [data-count=shed]"));
      Accessibility.assertAccessible(page);
    }
    assertEquals(List.of(), chromium.complaints);
  }

  @Test
  void viewerSeesTheChartsAndNoNodes() {
    try (BrowserContext person = chromium.person()) {
      Page page = open(person, "vera");
      page.waitForSelector("#section-hub k-lines-chart");
      assertEquals(0, page.locator("k-node-traffic").count());
    }
  }

  @Test
  void phoneNeverScrollsSideways() {
    try (BrowserContext person = chromium.person(PHONE_WIDTH, 844, ColorScheme.DARK)) {
      Page page = open(person, "olga");
      page.locator("k-node-traffic").scrollIntoViewIfNeeded();
      page.waitForSelector("k-node-traffic tr[data-node]");
      int width = (int) page.evaluate("document.documentElement.scrollWidth");
      assertTrue(width <= PHONE_WIDTH, width + " px wide");
      Accessibility.assertAccessible(page);
    }
  }
}
