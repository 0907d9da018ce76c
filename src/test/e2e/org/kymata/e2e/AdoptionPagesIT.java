package org.kymata.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import jakarta.json.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kymata.testing.NodePortClient;
import org.kymata.testing.Ports;

/** Pending nodes and messages as an operator uses them, with sensors on the TCP port. */
class AdoptionPagesIT {

  private static final String PASSWORD = "seven grey herons at dusk";

  private static final int TCP_PORT = Ports.free();
  private static RunningHub hub;
  private static Chromium chromium;
  private static ApiClient admin;

  @BeforeAll
  static void start() {
    hub = RunningHub.start(Map.of("KYMATA_TCP_PORT", String.valueOf(TCP_PORT)));
    chromium = new Chromium();
    admin = hub.admin();
    admin.createAccount("olga", PASSWORD, "operator");
    admin.createAccount("vera", PASSWORD, "viewer");
  }

  @AfterAll
  static void stop() {
    chromium.close();
    hub.close();
  }

  private static Page open(BrowserContext person, String address) {
    Page page = Chromium.signIn(person, hub.address(), "olga", PASSWORD);
    page.navigate(hub.address() + address);
    Chromium.awaitBadge(page, "live-ws");
    page.evaluate("window.sameDocument = true");
    return page;
  }

  private static String card(String name) {
    return "article.pending-node:has(h2:text-is('" + name + "'))";
  }

  private static String reading(String name, double value) {
    return "{\"sensor\":\"%s\",\"speed\":%s}".formatted(name, value);
  }

  @Test
  void pendingNodeIsAdoptedByClickingAndItsReadingsAreOnItsChart() {
    try (BrowserContext person = chromium.person();
        TcpClient sensor = new TcpClient(TCP_PORT)) {
      Page page = open(person, "pending.html");
      sensor.send(reading("gps-1", 3.5));
      page.waitForSelector(card("gps-1"));
      assertTrue(page.textContent(card("gps-1")).contains("\"speed\":3.5"));
      page.waitForSelector("#sidebar [aria-current=page] .nav-count:not([hidden])");
      sensor.send(reading("gps-1", 4.5));
      page.waitForSelector(card("gps-1") + ":has-text('2 attempts')");
      assertEquals(true, page.evaluate("window.sameDocument"));
      Screenshots.save(page, "waiting-light");

      page.click(card("gps-1") + " [data-action=adopt]");
      page.fill("#adopt-name", "gps-one");
      page.click("dialog button[type=submit]");
      page.waitForSelector(".notice-good:has-text('gps-one is adopted')");
      page.waitForCondition(() -> page.locator(card("gps-1")).count() == 0);
      page.click("text=Open gps-one");

      sensor.send(reading("gps-1", 5.5));
      Locator chart = page.locator("figure[data-metric=speed]");
      chart.waitFor();
      assertEquals("5.5", chart.locator(".value").textContent().substring(0, 3));
      page.waitForSelector("figure[data-metric=speed] [data-points='1']");
      assertTrue(page.textContent("#sources").contains("TCP line from 127.0.0.1, as “gps-1”"));
      assertEquals("Create token", page.textContent("#token-node").strip());
    }
  }

  @Test
  void sensorThatMovedGoesOnInTheHistoryOfItsNode() {
    ApiClient.NewNode node = admin.createNode("mast");
    try (BrowserContext person = chromium.person();
        TcpClient sensor = new TcpClient(TCP_PORT)) {
      Page page = open(person, "pending.html");
      sensor.send(reading("mast-new", 1));
      page.click(card("mast-new") + " [data-action=adopt]");
      page.check("input[value=old]");
      page.selectOption("#adopt-node", node.id());
      page.click("dialog button[type=submit]");
      page.waitForSelector(".notice-good:has-text('mast is adopted')");
      sensor.send(reading("mast-new", 7));
      Timeouts.until("the reading of mast", () -> admin.csvText(node.id()).contains(",7"));
    }
  }

  @Test
  void addressIsBlockedAfterAQuestionAndUnblocked() {
    try (BrowserContext person = chromium.person();
        TcpClient sensor = new TcpClient(TCP_PORT)) {
      Page page = open(person, "pending.html");
      sensor.send(reading("pest", 1));
      page.click(card("pest") + " [data-action=block]");
      page.waitForSelector("dialog:has-text('Block 127.0.0.1?')");
      page.click("dialog button[type=submit]");
      String blocked = "[data-list=blocked] li:has-text('127.0.0.1')";
      page.waitForSelector(blocked);
      page.waitForCondition(() -> page.locator(card("pest")).count() == 0);
      page.click(blocked + " button");
      page.waitForSelector(".notice-good:has-text('127.0.0.1 is unblocked')");
      page.waitForCondition(() -> page.locator(blocked).count() == 0);
    }
    try (BrowserContext person = chromium.person();
        TcpClient again = new TcpClient(TCP_PORT)) {
      Page page = open(person, "pending.html");
      again.send(reading("pest", 2));
      page.click(card("pest") + " [data-action=reject]");
      page.waitForSelector("[data-list=rejected] li:has-text('pest')");
      page.click("[data-list=rejected] li:has-text('pest') button");
      page.waitForCondition(
          () -> page.locator("[data-list=rejected] li:has-text('pest')").count() == 0);
    }
  }

  @Test
  void pendingNodesAreShownOnTheDashboardToOperatorsOnly() {
    try (BrowserContext operator = chromium.person();
        BrowserContext viewer = chromium.person();
        TcpClient sensor = new TcpClient(TCP_PORT)) {
      Page olga = open(operator, "");
      Page vera = Chromium.signIn(viewer, hub.address(), "vera", PASSWORD);
      sensor.send(reading("shy", 1));
      olga.waitForSelector("#pending-notice:has-text('shy')");
      assertEquals(0, vera.locator("#pending-notice:visible").count());
      assertEquals(0, vera.locator("#sidebar a[href='pending.html']").count());
      assertEquals(0, vera.locator("#sidebar a[href='audit.html']").count());
      assertEquals(403, vera.navigate(hub.address() + "pending.html").status());
    }
  }

  @Test
  void framesAreShownRawBesideDecodedWithWhatWasWrong() {
    try (BrowserContext person = chromium.person();
        TcpClient sensor = new TcpClient(TCP_PORT)) {
      Page page = open(person, "pending.html");
      sensor.send(reading("seen", 1));
      page.click(card("seen") + " [data-action=adopt]");
      page.click("dialog button[type=submit]");
      page.click("text=Open seen");
      page.click("#node-messages summary");
      sensor.send(reading("seen", 2));
      Locator frame = page.locator(".frame:has-text('\"speed\":2')").first();
      frame.waitFor();
      String raw = "eyJzZW5zb3IiOiJzZWVuIiwic3BlZWQiOjIuMH0=";
      assertTrue(frame.textContent().contains(raw), frame.textContent());
      sensor.line("!!! not base64 !!!");
      page.waitForSelector(".frame[data-fault] .fault");

      page.click("#messages-pause");
      int before = page.locator(".frame").count();
      sensor.send(reading("seen", 3));
      Timeouts.until(
          "the hub has seen it",
          () -> admin.get("api/nodes/seen/messages").toString().contains("speed\\\":3"));
      assertEquals(before, page.locator(".frame").count());
      page.click("#messages-pause");
      page.waitForSelector(".frame:has-text('\"speed\":3')");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ColorScheme.class,
      names = {"LIGHT", "DARK"})
  void pendingNodesAndMessagesPagesAreAccessible(ColorScheme scheme) {
    try (BrowserContext person = chromium.person(1280, 800, scheme);
        TcpClient sensor = new TcpClient(TCP_PORT)) {
      Page page = open(person, "pending.html");
      page.waitForSelector("article.pending-node, .state");
      assertNoFindings(page);
      String name = "axe-" + scheme;
      sensor.send(reading(name, 1));
      page.waitForSelector(card(name));
      assertNoFindings(page);
      page.click(card(name) + " [data-action=adopt]");
      page.waitForSelector("dialog[open]");
      assertNoFindings(page);
      page.click("dialog button[type=submit]");
      page.click("text=Open " + name);
      sensor.send(reading(name, 2));
      sensor.line("!!!");
      page.click("#node-messages summary");
      page.click("#commands summary");
      page.waitForSelector(".frame[data-fault]");
      assertNoFindings(page);
      page.setViewportSize(390, 844);
      // The charts follow shortly after.
      page.waitForFunction("() => document.documentElement.scrollWidth <= 390");
    }
  }

  private static void assertNoFindings(Page page) {
    List<String> findings =
        new AxeBuilder(page)
            .analyze().getViolations().stream()
                .map(rule -> page.url() + ": " + rule.getId() + " " + rule.getNodes())
                .toList();
    assertEquals(List.of(), findings);
  }

  private static final String HOSTILE =
      "\"'><img data-hostile src=x onerror=\"window.hostile=1\"><script>window.hostile=1</script>";

  private static String quoted(String text) {
    return Json.createValue(text).toString();
  }

  private static String readingOf(String metric) {
    return "{\"metric\":" + metric + ",\"value\":1}";
  }

  /** What nodes and users send is shown as text on every page, never as markup. */
  @Test
  void hostileTextsStayTexts() {
    ApiClient.NewNode node = admin.createNode("hostile-1");
    ApiClient sender = ApiClient.node(hub.address(), node.token());
    String text = quoted(HOSTILE);
    sender.readings("{\"metric\":\"state\",\"value\":" + text + "}");
    sender.readings("{\"metric\":\"level\",\"value\":1,\"unit\":\"<b data-hostile>\"}");
    assertEquals(400, sender.post("api/readings", readingOf(text)).statusCode());
    assertEquals(400, sender.post("api/readings", HOSTILE).statusCode());
    admin.post("api/keys", "{\"name\":" + text + "}");
    admin.post("api/accounts", "{\"name\":" + text + ",\"password\":\"x\",\"role\":\"viewer\"}");
    admin.post("api/nodes/" + node.id() + "/commands", "{\"action\":" + text + "}");
    admin.post(
        "api/nodes/" + node.id() + "/commands",
        "{\"action\":\"show\",\"arguments\":{\"text\":" + text + "}}");
    admin.post("api/hosts", "{\"address\":" + text + "}");
    try (BrowserContext person = chromium.person();
        TcpClient sensor = new TcpClient(TCP_PORT);
        NodePortClient page = NodePortClient.at(hub.nodePort(), "/", "127.0.0.1")) {
      sensor.send("{\"sensor\":" + text + ",\"a\":" + text + "}");
      page.send("{\"type\":\"webpage\",\"msg\":" + text + "}");
      page.send("{\"type\":\"node\",\"msg\":" + text + "}");
      Page shown = Chromium.signIn(person, hub.address(), "admin", hub.adminPassword());
      for (String address :
          List.of(
              "",
              "nodes.html",
              "node.html?id=" + node.id(),
              "node.html?id=" + encoded(HOSTILE),
              "hosts.html",
              "host.html?id=" + encoded(HOSTILE),
              "pending.html",
              "add-node.html",
              "audit.html",
              "accounts.html",
              "account.html",
              "contenu/index.html?node=" + encoded(HOSTILE),
              "login?to=" + encoded(HOSTILE),
              encoded(HOSTILE))) {
        shown.navigate(hub.address() + address);
        shown.waitForFunction("() => !document.querySelector('[aria-busy=true]')");
        if (address.equals("pending.html")) {
          shown.waitForSelector("article.pending-node:has-text('data-hostile')");
        }
        assertEquals(
            "0 undefined",
            shown.evaluate(
                "document.querySelectorAll('[data-hostile]').length + ' ' + typeof window.hostile"),
            address);
      }
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Test
  void webPageOfAnotherSiteIsNamedInTheList() {
    try (BrowserContext person = chromium.person();
        NodePortClient evil =
            NodePortClient.at(hub.nodePort(), "/", "127.0.0.1", "Origin", "http://evil.example")) {
      evil.send("{\"type\":\"webpage\",\"msg\":\"togglerele\"}");
      Page page = open(person, "pending.html");
      page.waitForSelector(".pending-origin:has-text('a web page of http://evil.example')");
      Screenshots.save(page, "waiting-web-page");
    }
  }
}
