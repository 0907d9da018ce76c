package org.kymata.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The dashboard in a real browser, with a hub that was started as the README says. */
class LiveDashboardIT {

  private static final String PASSWORD = "seven grey herons at dusk";

  private static RunningHub hub;
  private static Chromium chromium;
  private static ApiClient admin;

  @BeforeAll
  static void start() {
    hub = RunningHub.start();
    chromium = new Chromium();
    admin = hub.admin();
    admin.createAccount("vera", PASSWORD, "viewer");
    admin.createAccount("olga", PASSWORD, "operator");
  }

  @AfterAll
  static void stop() {
    chromium.close();
    hub.close();
  }

  @Test
  void loginFormWorksWithoutJavaScript() {
    try (BrowserContext person =
        chromium.person(new Browser.NewContextOptions().setJavaScriptEnabled(false))) {
      Page page = person.newPage();
      page.navigate(hub.address() + "nodes.html");
      page.fill("#username", "vera");
      page.fill("#password", "wrong password");
      page.click("button[type=submit]");
      assertTrue(page.textContent("[role=alert]").contains("not right"));
      page.fill("#username", "vera");
      page.fill("#password", PASSWORD);
      page.click("button[type=submit]");
      assertTrue(page.url().endsWith("/nodes.html"), page.url());
    }
  }

  @Test
  void thisMachineMovesWithoutAReload() {
    try (BrowserContext person = chromium.person()) {
      Page page = Chromium.signIn(person, hub.address(), "vera", PASSWORD);
      Chromium.awaitBadge(page, "live-ws");
      page.evaluate("window.sameDocument = true");
      String self = "article[data-node='" + admin.self().getString("id") + "'] ";
      awaitChange(page, self + "[data-metric=cpu] .value");
      String memory = self + "[data-metric=memory] .value";
      String before = page.textContent(memory);
      // An idle machine uses the same memory for minutes, so this test allocates some.
      byte[][] taken = awaitMemoryValue(256);
      Timeouts.until("memory changes", () -> !page.textContent(memory).equals(before));
      Reference.reachabilityFence(taken);
      assertEquals(true, page.evaluate("window.sameDocument"));
    }
  }

  /** Memory that the machine really allocates: zeroed pages alone would not be. */
  private static byte[][] awaitMemoryValue(int mebibytes) {
    byte[][] taken = new byte[mebibytes][1 << 20];
    for (byte[] block : taken) {
      Arrays.fill(block, (byte) 1);
    }
    return taken;
  }

  private static void awaitChange(Page page, String selector) {
    String before = page.textContent(selector);
    Timeouts.until(selector + " changes", () -> !page.textContent(selector).equals(before));
  }

  @Test
  void pastedCurlLineTurnsThePageGreenAndMakesACard() throws Exception {
    try (BrowserContext person = chromium.person()) {
      Page page = Chromium.signIn(person, hub.address(), "olga", PASSWORD);
      page.navigate(hub.address() + "add-node.html");
      page.fill("main input[type=text], main input:not([type])", "pasted-1");
      page.click("main button[type=submit]");
      page.waitForSelector("#node-token");
      page.waitForSelector("#first-reading[data-state=waiting]");
      String line = page.textContent("#snippet-curl");
      assertTrue(line.contains(hub.address() + "api/readings"), line);
      assertTrue(run(line).contains("\"accepted\":1"));
      page.waitForSelector("#first-reading[data-state=received]");

      page.navigate(hub.address());
      String card = "article:has-text('pasted-1')";
      page.waitForSelector(card);
      String before = page.textContent(card + " .value");
      run(line.replaceAll("\"value\": *[0-9.]+", "\"value\":4321"));
      Timeouts.until("the card moves", () -> !page.textContent(card + " .value").equals(before));
    }
  }

  private static String run(String line) throws IOException, InterruptedException {
    Process shell =
        new ProcessBuilder("bash", "-c", line)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String output = new String(shell.getInputStream().readAllBytes());
    assertEquals(0, shell.waitFor(), line);
    return output;
  }

  @Test
  void twoBrowsersMoveAtOnceOneOfThemWithoutWebSocket() {
    ApiClient.NewNode node = admin.createNode("loop-1");
    ApiClient sender = ApiClient.node(hub.address(), node.token());
    sender.readings(new ReadingsPayload().add("count", 0).json());
    try (BrowserContext one = chromium.person();
        BrowserContext other = chromium.person()) {
      Chromium.blockWebSockets(other);
      Page bySocket = Chromium.signIn(one, hub.address(), "vera", PASSWORD);
      Page byEvents = Chromium.signIn(other, hub.address(), "olga", PASSWORD);
      Chromium.awaitBadge(bySocket, "live-ws");
      Chromium.awaitBadge(byEvents, "live-sse");
      String value = "article[data-node='" + node.id() + "'] [data-metric=count] .value";
      try (SequenceSender ticker = SequenceSender.start(sender, "count")) {
        for (Page page : List.of(bySocket, byEvents)) {
          Timeouts.until(
              "the newest count on the page",
              () -> {
                long shown = Long.parseLong(page.textContent(value).replaceAll("[^0-9]", ""));
                return shown > 20 && ticker.acknowledged() - shown < 100;
              });
        }
      }
    }
  }

  @Test
  void signingOutInOneTabSignsTheOtherOut() {
    try (BrowserContext person = chromium.person()) {
      Page first = Chromium.signIn(person, hub.address(), "olga", PASSWORD);
      Page second = person.newPage();
      second.navigate(hub.address());
      Chromium.awaitBadge(second, "live-ws");
      first.evaluate("document.querySelector('form[action=\"logout\"]').submit()");
      first.waitForSelector("#username");
      Chromium.awaitBadge(second, "signed-out");
    }
  }

  @Test
  void viewerSeesNothingThatChanges() {
    ApiClient.NewNode node = admin.createNode("watched-1");
    try (BrowserContext person = chromium.person()) {
      Page page = Chromium.signIn(person, hub.address(), "vera", PASSWORD);
      assertFalse(page.textContent("#sidebar").contains("Add node"));
      page.navigate(hub.address() + "node.html?id=" + node.id());
      page.waitForSelector("main :text('watched-1'), header :text('watched-1')");
      assertEquals(0, page.locator("main button:has-text('Delete')").count());
    }
  }

  @Test
  void chartsHaveEveryReadingOnceAfterTheHubRestarted() {
    try (RunningHub own = RunningHub.start(Map.of());
        BrowserContext one = chromium.person();
        BrowserContext other = chromium.person()) {
      Chromium.blockWebSockets(other);
      ApiClient.NewNode node = own.admin().createNode("ticking-1");
      ApiClient sender = ApiClient.node(own.address(), node.token());
      sender.readings(new ReadingsPayload().add("count", 0).json());
      Page bySocket = Chromium.signIn(one, own.address(), "admin", own.adminPassword());
      Page byEvents = Chromium.signIn(other, own.address(), "admin", own.adminPassword());
      List<Page> pages = List.of(bySocket, byEvents);
      for (Page page : pages) {
        page.navigate(own.address() + "node.html?id=" + node.id() + "&range=1h");
        page.waitForSelector("figure[data-metric=count] [data-points]");
      }
      Chromium.awaitBadge(bySocket, "live-ws");
      Chromium.awaitBadge(byEvents, "live-sse");
      long acknowledged;
      try (SequenceSender ticker = SequenceSender.start(sender, "count")) {
        ticker.awaitMore(30);
        own.stop();
        pages.forEach(page -> Chromium.awaitBadge(page, "reconnecting"));
        own.startAgain();
        ticker.awaitMore(30);
        Chromium.awaitBadge(bySocket, "live-ws");
        Chromium.awaitBadge(byEvents, "live-sse");
        acknowledged = ticker.stop();
      }
      for (Page page : pages) {
        String points = "figure[data-metric=count] [data-points]";
        Timeouts.until(
            "all " + (acknowledged + 1) + " points and none twice",
            () ->
                page.getAttribute(points, "data-points").equals(String.valueOf(acknowledged + 1)));
      }
    }
  }
}
