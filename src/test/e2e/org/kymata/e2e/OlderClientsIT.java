package org.kymata.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.sun.net.httpserver.HttpServer;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The clients of src/test/clients, which do not know Kymata, from their first message to a toggled
 * relay; an operator does the rest in a browser.
 */
class OlderClientsIT {

  private static final String PASSWORD = "seven grey herons at dusk";
  private static final Path CLIENTS = RunningHub.projectRoot().resolve("src/test/clients");

  private static RunningHub hub;
  private static Chromium chromium;
  private static NodeAdopter adopting;

  @BeforeAll
  static void start() {
    hub = RunningHub.start();
    chromium = new Chromium();
    adopting = new NodeAdopter(hub.admin());
    hub.admin().createAccount("olga", PASSWORD, "operator");
  }

  @AfterAll
  static void stop() {
    chromium.close();
    hub.close();
  }

  /** Starts a client; it sends a reading each half a second. */
  private static HubProcess client(String name, int port, String... more) {
    List<String> command = new ArrayList<>(List.of(HubProcess.java()));
    command.addAll(List.of(CLIENTS.resolve(name).toString(), "127.0.0.1", String.valueOf(port)));
    command.addAll(List.of(more));
    command.add("500");
    return HubProcess.start(CLIENTS, Map.of(), command);
  }

  private static Page waitingList(BrowserContext person) {
    Page page = Chromium.signIn(person, hub.address(), "olga", PASSWORD);
    page.navigate(hub.address() + "pending.html");
    Chromium.awaitBadge(page, "live-ws");
    return page;
  }

  /** Adopts the pending node of a transport by clicking, and opens the new node's page. */
  private static void adopt(Page page, String transport, String name) {
    page.click(pendingNode(transport, false) + " [data-action=adopt]");
    page.fill("#adopt-name", name);
    page.click("dialog button[type=submit]");
    page.click("text=Open " + name);
  }

  private static String pendingNode(String transport, boolean ofPage) {
    Timeouts.until("a pending node on " + transport, () -> waiting(transport, ofPage).size() == 1);
    return "[data-pending='" + waiting(transport, ofPage).get(0).getString("id") + "']";
  }

  private static List<JsonObject> waiting(String transport, boolean ofPage) {
    return adopting.pendingNodes(transport, "127.0.0.1").stream()
        .filter(pending -> pending.getBoolean("page", false) == ofPage)
        .toList();
  }

  private static void awaitPoints(Page page, String metric) {
    page.waitForSelector("figure[data-metric='" + metric + "'] [data-points]");
    page.waitForFunction(
        "metric => Number(document.querySelector(`figure[data-metric='${metric}']"
            + " [data-points]`).dataset.points) > 1",
        metric);
  }

  /** Presses the button of such nodes' action, and waits until the command is confirmed. */
  private static void toggle(Page page, HubProcess client, String relay) {
    page.click("[data-action=togglerele] button");
    client.awaitLine(Pattern.compile("heard .*\"togglerele\""), Timeouts.LONG);
    page.waitForSelector("[data-action=togglerele][data-command=confirmed]");
    String value = "figure[data-metric=relay] .value";
    page.waitForSelector(value);
    page.waitForFunction(
        "([selector, value]) => document.querySelector(selector).textContent.startsWith(value)",
        List.of(value, relay));
  }

  @Test
  void readingInTheAddressOfARequestIsOnTheChartAndOnThePageOfEvents() {
    try (BrowserContext person = chromium.person();
        HubProcess client = client("GetNode.java", hub.port())) {
      Page page = waitingList(person);
      adopt(page, "get", "window-sill");
      awaitPoints(page, "luminosity");

      page.navigate(hub.address() + "contenu/index.html");
      page.waitForFunction("() => document.querySelectorAll('#table tbody tr').length === 10");

      // A page of its own: each event holds the last ten readings, the newest last.
      page.navigate(hub.address() + "connexion-less");
      page.evaluate(
          "address => { window.events = []; new EventSource(address).onmessage ="
              + " (event) => window.events.push(JSON.parse(event.data)); }",
          hub.address() + "connexion");
      page.waitForFunction("() => window.events.length > 2");
      assertEquals(
          true,
          page.evaluate(
              "window.events.every(({ labels, data }) => labels.length === data.length"
                  + " && data.length <= 10 && labels.every((label) =>"
                  + " /^\\d\\d:\\d\\d:\\d\\d$/.test(label)))"));
      assertEquals(
          1, ((Number) page.evaluate("events[1].data.at(-1) - events[0].data.at(-1)")).intValue());
      client.awaitLine(Pattern.compile("sent \\d+"), Timeouts.LONG);
    }
  }

  @Test
  void nodeAtTheNodePortTogglesItsRelayAndProvesIt() {
    try (BrowserContext person = chromium.person();
        HubProcess client = client("SocketNode.java", hub.nodePort())) {
      Page page = waitingList(person);
      adopt(page, "node-ws", "pump-house");
      awaitPoints(page, "temperature");
      toggle(page, client, "1");
      sendCommandFromAPageOfTheNodePort(page, client);
    }
  }

  /** The page comes from another server, and has no login: it is adopted as a page. */
  private static void sendCommandFromAPageOfTheNodePort(Page operator, HubProcess client) {
    try (BrowserContext visitor = chromium.person();
        PageServer server = new PageServer(CLIENTS.resolve("socket-page.html"))) {
      Page page = visitor.newPage();
      page.navigate(server.address() + "?ws://127.0.0.1:" + hub.nodePort() + "/");
      page.waitForSelector("#state:text-is('open')");
      page.click("#toggle");
      page.waitForSelector("#messages:has-text('an operator must adopt this page')");
      assertEquals(0, page.locator("#messages:has-text('temperature')").count());
      operator.navigate(hub.address() + "pending.html");
      operator.click(pendingNode("node-ws", true) + " [data-action=adopt]");
      operator.click("dialog button[type=submit]");
      page.waitForSelector("#messages:has-text('fromservertowebpage')");
      operator.navigate(hub.address() + "node.html?id=" + id("pump-house"));
      operator.waitForSelector("[data-action=togglerele] button");
      page.click("#toggle");
      page.waitForSelector("#messages:has-text('\"value\":false')");
      operator.waitForSelector("[data-action=togglerele][data-command=confirmed]");
      operator.waitForFunction(
          "() => document.querySelector('figure[data-metric=relay] .value').textContent.startsWith('0')");
      assertEquals("page 127.0.0.1", newestCommand("pump-house").getString("by"));
      assertEquals("confirmed", newestCommand("pump-house").getString("state"));
    }
    assertEquals(2, client.output().split("\"togglerele\"", -1).length - 1, client.output());
  }

  private static String id(String node) {
    return hub.admin().get("api/nodes/" + node).getString("id");
  }

  private static JsonObject newestCommand(String node) {
    return hub.admin()
        .get("api/nodes/" + node + "/commands")
        .getJsonArray("commands")
        .getJsonObject(0);
  }

  @Test
  void sensorThatSendsLinesTogglesItsRelayAndProvesIt() {
    try (BrowserContext person = chromium.person();
        HubProcess client = client("LineNode.java", hub.tcpPort(), "gps")) {
      Page page = waitingList(person);
      adopt(page, "tcp", "tractor");
      awaitPoints(page, "speed");
      toggle(page, client, "1");
      toggle(page, client, "0");
      hub.restart();
      Chromium.awaitBadge(page, "live-ws");
      assertEquals(List.of(), waiting("tcp", false), "adoption holds over a restart");
      assertEquals("confirmed", newestCommand("tractor").getString("state"));
    }
  }

  /** Another web server of this machine, with one page. */
  private record PageServer(HttpServer server) implements AutoCloseable {

    PageServer(Path page) {
      this(open(page));
    }

    private static HttpServer open(Path page) {
      try {
        byte[] content = Files.readAllBytes(page);
        HttpServer server =
            HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
            "/",
            exchange -> {
              exchange.getResponseHeaders().set("Content-Type", "text/html;charset=UTF-8");
              exchange.sendResponseHeaders(200, content.length);
              exchange.getResponseBody().write(content);
              exchange.close();
            });
        server.start();
        return server;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    String address() {
      return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }
}
