package org.kymata.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.kymata.testing.Ports;

/**
 * The pages of hosts in a browser: the list, connecting, pausing and resuming, and one host's page.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HostsPagesIT {

  private static final String PASSWORD = "seven grey herons at dusk";
  private static final int PHONE_WIDTH = 390;
  private static final int PAST_SECONDS = 300;
  private static final int SETTLE_MILLIS = 8_000;
  private static final int WATCHED_MILLIS = 30_000;

  private static RunningHub hub;
  private static Chromium chromium;
  private static ApiClient admin;
  private static ApiClient.NewNode shelfNode;
  private static SimulatedAgent agent;

  @BeforeAll
  static void start() {
    hub = RunningHub.start();
    chromium = new Chromium();
    admin = hub.admin();
    admin.createAccount("olga", PASSWORD, "operator");
    admin.createAccount("vera", PASSWORD, "viewer");
    shelfNode = admin.createNode("pi-shelf");
    agent =
        SimulatedAgent.dialling(hub, shelfNode.token(), SimulatedHost.pi("pi-shelf"), PAST_SECONDS);
  }

  @AfterAll
  static void stop() {
    agent.close();
    chromium.close();
    hub.close();
  }

  private static Page open(BrowserContext person, String user, String address) {
    Page page = Chromium.signIn(person, hub.address(), user, PASSWORD);
    visit(page, address);
    return page;
  }

  private static void visit(Page page, String address) {
    page.navigate(hub.address() + address);
    Chromium.awaitBadge(page, "live-ws");
  }

  private static String row(String name) {
    return "tr[data-host]:has-text('" + name + "')";
  }

  private static void awaitValue(Page page, String selector) {
    page.waitForFunction(
        "one => /[0-9]/.test(document.querySelector(one)?.textContent ?? '')", selector);
  }

  private static void awaitChange(Page page, String selector) {
    String before = page.textContent(selector);
    Timeouts.until(selector + " changes", () -> !page.textContent(selector).equals(before));
  }

  private static void fillConnect(Page page, String address, int port, String name, String key) {
    page.fill("#connect-address", address);
    page.fill("#connect-port", String.valueOf(port));
    page.fill("#connect-name", name);
    page.fill("#connect-key", key);
    page.click(".connect-button");
  }

  @Test
  void hostThatDialsInShowsUpAndMoves() {
    try (BrowserContext person = chromium.person()) {
      Page page = open(person, "vera", "hosts.html");
      page.waitForSelector(row("pi-shelf") + "[data-state=connected]");
      page.waitForSelector(row("This machine") + "[data-state=connected]");
      awaitChange(page, row("pi-shelf") + " td.cpu .value");
      assertTrue(page.textContent(row("pi-shelf") + " td.os").contains("Debian 12"));
      assertTrue(page.textContent(row("pi-shelf") + " td.uptime").contains("9 d"));
    }
  }

  @Test
  void viewerSeesNoButtons() {
    try (BrowserContext person = chromium.person()) {
      Page page = open(person, "vera", "hosts.html");
      page.waitForSelector(row("pi-shelf"));
      assertEquals(
          0, page.locator(".connect-form, .run-button, .settings-button, #install-agent").count());
      visit(page, "host.html?id=" + shelfNode.id());
      page.waitForSelector(".host-head .host-state");
      assertEquals(0, page.locator(".run-button, #host-interval, #host-settings").count());
    }
  }

  @Test
  void orderAndFilterAreInTheAddressAndWorkByKeyboard() {
    try (BrowserContext person = chromium.person()) {
      Page page = open(person, "vera", "hosts.html");
      page.waitForSelector(row("pi-shelf"));
      page.focus("th[data-key=temperature] .sort");
      page.keyboard().press("Enter");
      page.waitForSelector("th[data-key=temperature][aria-sort=descending]");
      page.fill("#hosts-filter", "aarch64 shelf");
      page.waitForSelector(".list-tools p:has-text('1 of ')");
      assertTrue(page.url().contains("sort=-temperature"), page.url());
      page.reload();
      page.waitForSelector("th[data-key=temperature][aria-sort=descending]");
      page.waitForSelector(".list-tools p:has-text('1 of ')");
      assertEquals("aarch64 shelf", page.inputValue("#hosts-filter"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, nothing, nothing listens on port",
    "127.0.0.1, mail, Something other than an agent",
    "8.8.8.8, any, may not connect to 8.8.8.8",
    "no-such-machine.invalid, any, Cannot resolve"
  })
  void connectShowsTheExactError(String address, String port, String words) throws Exception {
    try (ServerSocket mail = mailServer();
        BrowserContext person = chromium.person()) {
      Page page = open(person, "olga", "hosts.html");
      page.waitForSelector(row("pi-shelf"));
      int asked = port.equals("mail") ? mail.getLocalPort() : Ports.free();
      fillConnect(page, address, asked, "nowhere", "");
      page.waitForSelector("#connect-problem:has-text('" + words + "')");
      Accessibility.assertAccessible(page);
      assertFalse(admin.names("api/hosts", "hosts").contains("nowhere"));
    }
  }

  /** A server that is no agent. */
  private static ServerSocket mailServer() throws IOException {
    ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    Thread thread =
        new Thread(
            () -> {
              try (Socket caller = server.accept()) {
                caller.getOutputStream().write("220 mail.example ESMTP\r\n".getBytes(UTF_8));
                caller.getInputStream().readAllBytes();
              } catch (IOException e) {
                // No client connected, or it has disconnected.
              }
            });
    thread.setDaemon(true);
    thread.start();
    return server;
  }

  @Test
  void connectedHostStreamsAndStopsAndStartsAtItsSource() {
    try (SimulatedAgent listening =
            SimulatedAgent.listening(SimulatedHost.pi("pi-2"), "open sesame");
        BrowserContext person = chromium.person()) {
      Page page = open(person, "olga", "hosts.html");
      page.waitForSelector(row("pi-shelf"));
      fillConnect(page, "127.0.0.1", listening.port(), "pi-2", "wrong");
      page.waitForSelector("#connect-problem:has-text('does not accept this key')");
      page.fill("#connect-key", "open sesame");
      page.click(".connect-button");
      page.waitForSelector(row("pi-2") + "[data-state=connected]");
      awaitChange(page, row("pi-2") + " td.cpu .value");
      fillConnect(page, "127.0.0.1", listening.port(), "pi-again", "open sesame");
      page.waitForSelector("#connect-problem:has-text('in the list already')");

      page.click(row("pi-2") + " .run-button");
      page.waitForSelector(row("pi-2") + "[data-state=stopped]");
      Timeouts.until("the agent is stopped", () -> listening.intervalMillis() == 0);
      page.click(row("pi-2") + " .run-button");
      page.waitForSelector(row("pi-2") + "[data-state=connected]");
      Timeouts.until("the agent is started", () -> listening.intervalMillis() == 1_000);

      page.click(row("pi-2") + " .settings-button");
      page.selectOption("dialog [name=interval]", "5000");
      page.click("dialog [type=submit]");
      Timeouts.until("it samples every 5 s", () -> listening.intervalMillis() == 5_000);
      page.click(row("pi-2") + " .settings-button");
      page.click("dialog .remove-button");
      page.click("dialog .btn-danger");
      page.waitForFunction(
          "() => !document.querySelector('.hosts-table').textContent.includes('pi-2')");
      assertEquals(List.of(), chromium.complaints.stream().filter(it -> !isFailed(it)).toList());
    }
  }

  /** Ignores the browser's log of error answers, also of those that the page expects. */
  private static boolean isFailed(String complaint) {
    return complaint.contains("Failed to load resource");
  }

  @Test
  void howToBringAHostHasALineThatWorks() {
    try (BrowserContext person = chromium.person()) {
      Page page = open(person, "olga", "hosts.html");
      page.waitForSelector(row("pi-shelf"));
      page.click("#install-agent > summary");
      page.fill("#agent-name", "pi-new");
      page.click(".token-form [type=submit]");
      String token = page.textContent("#host-token");
      String line = page.textContent("#agent-connect");
      assertTrue(line.contains(token), line);
      assertTrue(line.contains(":" + hub.tcpPort()), line);
      Accessibility.assertAccessible(page);
      try (SimulatedAgent made =
          SimulatedAgent.dialling(hub, token, SimulatedHost.pi("pi-new"), 0)) {
        page.waitForSelector(row("pi-new") + "[data-state=connected]");
        assertEquals(1_000, made.intervalMillis());
      }
      page.waitForSelector(
          row("pi-new") + "[data-state=waiting]:has-text('Waiting for its agent')");
    }
    forget("pi-new");
  }

  @Test
  void everythingOfAHostIsOnOneAxisOfTime() {
    try (BrowserContext person = chromium.person()) {
      Page page = open(person, "olga", "host.html?id=" + shelfNode.id());
      page.waitForSelector("figure[data-metric=cpu] .plot[data-points]:not([data-points='0'])");
      page.hover("figure[data-metric=cpu] .plot");
      page.waitForSelector("figure[data-figure=cpu-parts] .cursor-line:not([hidden])");
      awaitValue(page, "figure[data-figure=cpu-parts] .legend-list .value");
      for (String section :
          List.of("load", "memory", "swap", "disks", "drives", "networks", "tcp")) {
        page.locator("#section-" + section).scrollIntoViewIfNeeded();
        page.waitForSelector("#section-" + section + " .value");
      }
      page.click("#section-networks [data-metric='net/wlan0'] .device-name");
      page.waitForSelector("#section-networks figure:has-text('wlan0: bytes')");
      page.selectOption("#host-interval", "2000");
      Timeouts.until("it samples every 2 s", () -> agent.intervalMillis() == 2_000);
      page.selectOption("#host-interval", "1000");
      Timeouts.until("it samples every second", () -> agent.intervalMillis() == 1_000);
    }
  }

  @Test
  void processesOfThisMachineAreSortedAndFound() {
    String self = "host.html?tab=processes&id=" + admin.self().getString("id");
    try (BrowserContext person = chromium.person()) {
      Page page = open(person, "olga", self);
      page.waitForSelector(".process-table tbody tr");
      page.click("th[data-key=memoryBytes] .sort");
      page.waitForSelector("th[data-key=memoryBytes][aria-sort=descending]");
      page.click("[data-show=all]");
      page.fill("#process-filter", "java");
      page.waitForSelector(".process-table td.process-name:has-text('java')");
      page.waitForSelector(".process-table td.process-command:has-text('java')");
      Accessibility.assertAccessible(page);
    }
    try (BrowserContext person = chromium.person()) {
      Page page = open(person, "vera", self);
      page.waitForSelector(".process-table tbody tr");
      assertEquals(0, page.locator("th[data-key=command]").count());
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ColorScheme.class,
      names = {"LIGHT", "DARK"})
  void pagesOfHostsAreAccessible(ColorScheme scheme) {
    try (BrowserContext person = chromium.person(1280, 800, scheme)) {
      Page page = open(person, "olga", "hosts.html");
      page.waitForSelector(row("pi-shelf"));
      page.click("#install-agent > summary");
      Accessibility.assertAccessible(page);
      visit(page, "host.html?id=" + shelfNode.id());
      page.waitForSelector("figure[data-metric=cpu] .plot[data-points]:not([data-points='0'])");
      Accessibility.assertAccessible(page);
      visit(page, "host.html?id=nobody");
      page.waitForSelector("text=No such host");
    }
  }

  @Test
  void phoneNeverScrollsSideways() {
    try (BrowserContext person = chromium.person(PHONE_WIDTH, 844, ColorScheme.LIGHT)) {
      Page page = open(person, "olga", "hosts.html");
      page.waitForSelector(row("pi-shelf"));
      for (String address :
          List.of(
              "hosts.html",
              "host.html?id=" + shelfNode.id(),
              "host.html?tab=processes&id=" + shelfNode.id())) {
        visit(page, address);
        page.waitForSelector(".host-state");
        int width = (int) page.evaluate("document.documentElement.scrollWidth");
        assertTrue(width <= PHONE_WIDTH, address + " is " + width + " px wide");
      }
    }
  }

  /** A page with 64 cores, 30 disks and 40 interfaces: how long its scripts run for an update. */
  @Test
  @Order(Integer.MAX_VALUE - 1)
  void largeHostIsReadableAndCheap() {
    ApiClient.NewNode node = admin.createNode("epyc");
    SimulatedHost server = SimulatedHost.server("epyc");
    try (SimulatedAgent large = SimulatedAgent.dialling(hub, node.token(), server, 120);
        BrowserContext person = chromium.person()) {
      Page page = open(person, "olga", "host.html?id=" + node.id());
      awaitCores(page);
      ScriptTiming overview = ScriptTiming.measure(page, 20);
      page.locator("#section-networks").scrollIntoViewIfNeeded();
      page.click("#section-networks .show-all");
      assertEquals(40, page.locator("#section-networks .device-table tbody tr").count());
      ScriptTiming tables = ScriptTiming.measure(page, 10);
      visit(page, "hosts.html");
      page.waitForSelector(row("epyc") + "[data-state=connected]");
      ScriptTiming list = ScriptTiming.measure(page, 10);
      System.out.println("64 cores, 30 disks, 40 interfaces, a sample a second:");
      System.out.println("  its page, charts:  " + overview);
      System.out.println("  its page, tables:  " + tables);
      System.out.println("  the list of hosts: " + list);
      // Many times what it takes: the limit only finds what is broken, even on a busy machine.
      assertTrue(overview.medianMillis() < 100, overview.toString());
      assertEquals(1_000, large.intervalMillis());
      Screenshots.save(page, "hosts-large");
      visit(page, "host.html?id=" + node.id());
      awaitCores(page);
      Screenshots.save(page, "host-large");
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
      visit(page, "host.html?id=" + node.id());
      awaitCores(page);
      Screenshots.save(page, "host-large-dark");
    }
    forget("epyc");
  }

  /** Removes it, so that it is not among the hosts of the next test. */
  private static void forget(String name) {
    admin.get("api/hosts").getJsonArray("hosts").getValuesAs(JsonObject.class).stream()
        .filter(host -> host.getString("name").equals(name))
        .forEach(host -> admin.send("DELETE", "api/hosts/" + host.getString("id"), null));
  }

  /** Only what is on the screen is drawn. */
  private static void awaitCores(Page page) {
    String cores = "figure[data-figure=cores]";
    page.waitForSelector(cores);
    page.evaluate(
        "document.querySelector('figure[data-figure=cores]').scrollIntoView({block: 'center'})");
    page.waitForSelector(cores + " .plot[data-points]:not([data-points='0'])");
  }

  /** With a sample every two seconds an open page of hosts receives less than 100 KB a minute. */
  @Test
  @Order(Integer.MAX_VALUE - 2)
  void openPageUsesOneConnectionAndFewBytes() throws Exception {
    sampleEvery(2_000);
    try (CountingTcpProxy relay = new CountingTcpProxy(hub.port());
        BrowserContext person = chromium.person()) {
      Page page = Chromium.signIn(person, relay.address(), "vera", PASSWORD);
      page.navigate(relay.address() + "hosts.html");
      Chromium.awaitBadge(page, "live-ws");
      page.waitForSelector(row("pi-shelf") + "[data-state=connected]");
      page.waitForTimeout(SETTLE_MILLIS);
      long connections = relay.connections();
      long bytes = relay.bytes();
      page.waitForTimeout(WATCHED_MILLIS);
      int inUse = relay.inUse();
      long perMinute = (relay.bytes() - bytes) * 60_000 / WATCHED_MILLIS;
      System.out.printf(
          "an open page of two hosts, sampled every 2 s: %,d bytes/min, %d connections opened, %d in use%n",
          perMinute, relay.connections() - connections, inUse);
      assertTrue(perMinute < 100_000, perMinute + " bytes a minute");
      assertEquals(0, relay.connections() - connections);
    } finally {
      sampleEvery(1_000);
    }
  }

  private static void sampleEvery(int millis) {
    JsonObject interval = Json.createObjectBuilder().add("intervalMillis", millis).build();
    for (String id : List.of(admin.self().getString("id"), shelfNode.id())) {
      admin.call("PATCH", "api/hosts/" + id, interval);
    }
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void screenshotsForTheReadme() {
    for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      String look = scheme.name().toLowerCase(Locale.ROOT);
      try (BrowserContext person = chromium.person(1280, 800, scheme)) {
        Page page = open(person, "olga", "hosts.html");
        saveScreenshot(page, row("pi-shelf") + "[data-state=connected]", "hosts-" + look);
        visit(page, "host.html?id=" + shelfNode.id());
        saveScreenshot(
            page,
            "figure[data-figure=cpu-parts] [data-points]:not([data-points='0'])",
            "host-" + look);
        visit(page, "host.html?tab=processes&id=" + admin.self().getString("id"));
        saveScreenshot(page, ".process-table tbody tr", "processes-" + look);
      }
    }
    try (BrowserContext person = chromium.person(PHONE_WIDTH, 844, ColorScheme.LIGHT)) {
      Page page = open(person, "olga", "hosts.html");
      page.waitForSelector(row("pi-shelf"));
      page.evaluate("() => document.querySelector('.list-tools').scrollIntoView()");
      saveScreenshot(page, row("pi-shelf") + "[data-state=connected]", "hosts-phone");
      visit(page, "host.html?id=" + shelfNode.id());
      saveScreenshot(
          page, "figure[data-metric=cpu] [data-points]:not([data-points='0'])", "host-phone");
    }
  }

  private static void saveScreenshot(Page page, String selector, String name) {
    page.waitForSelector(selector);
    Screenshots.save(page, name);
  }
}
