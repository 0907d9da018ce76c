package org.kymata.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every page, as it looks and as assistive technology sees it; and the screenshots of the README.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PagesIT {

  private static final int PHONE_WIDTH = 390;
  private static final long MINUTE = 60_000;

  private static final List<SensorCurve> SAMPLES =
      List.of(
          new SensorCurve("greenhouse-1", "temperature", "°C", 21, 4),
          new SensorCurve("pump-cellar", "pressure", "bar", 2.4, 0.3),
          new SensorCurve("workshop", "humidity", "%", 48, 9));

  private static RunningHub hub;
  private static Chromium chromium;
  private static String greenhouse;
  private static ScheduledExecutorService clock;

  /** A node for the screenshots. */
  private record SensorCurve(String node, String metric, String unit, double middle, double swing) {
    double at(long time) {
      double wave = Math.sin(time / 400_000.0) + 0.15 * Math.sin(time / 9_000.0);
      return Math.round(100 * (middle + swing * wave)) / 100.0;
    }
  }

  @BeforeAll
  static void start() {
    hub = RunningHub.start();
    chromium = new Chromium();
    ApiClient admin = hub.admin();
    clock = Executors.newSingleThreadScheduledExecutor();
    greenhouse = SAMPLES.stream().map(sample -> keepAlive(admin, sample)).toList().get(0);
    admin.createAccount("vera", "seven grey herons at dusk", "viewer");
  }

  /** A node with an hour of readings, one every five seconds, and one more each second; its id. */
  private static String keepAlive(ApiClient admin, SensorCurve sample) {
    ApiClient.NewNode node = admin.createNode(sample.node());
    ApiClient sender = ApiClient.node(hub.address(), node.token());
    ReadingsPayload hour = new ReadingsPayload();
    long now = System.currentTimeMillis();
    for (long time = now - 60 * MINUTE; time <= now; time += 5_000) {
      hour.add(sample.metric(), sample.at(time), sample.unit(), time);
    }
    sender.readings(hour.json());
    clock.scheduleAtFixedRate(
        () -> {
          double value = sample.at(System.currentTimeMillis());
          sender.readings(new ReadingsPayload().add(sample.metric(), value, sample.unit()).json());
        },
        1,
        1,
        TimeUnit.SECONDS);
    return node.id();
  }

  @AfterAll
  static void stop() {
    clock.shutdownNow();
    chromium.close();
    hub.close();
  }

  private static List<String> addresses() {
    return List.of(
        "",
        "nodes.html",
        "node.html?id=" + greenhouse + "&range=1h",
        "pending.html",
        "add-node.html",
        "audit.html",
        "audit.html?kind=security",
        "accounts.html",
        "account.html");
  }

  private static void awaitQuiet(Page page) {
    Chromium.awaitBadge(page, "live-ws");
    page.waitForFunction("() => !document.querySelector('[aria-busy=true]')");
  }

  private static void awaitSparklines(Page page, int count) {
    awaitQuiet(page);
    page.waitForFunction(
        "() => document.querySelectorAll('article[data-node] canvas[data-seeded]').length >= "
            + count);
  }

  @ParameterizedTest
  @EnumSource(
      value = ColorScheme.class,
      names = {"LIGHT", "DARK"})
  void pagesAreAccessibleAndComplainOfNothing(ColorScheme scheme) {
    chromium.complaints.clear();
    List<String> strangers = new ArrayList<>();
    try (BrowserContext person = chromium.person(1280, 800, scheme)) {
      person.onRequest(
          request -> {
            URI uri = URI.create(request.url());
            if (uri.getHost() != null && !uri.getHost().equals("localhost")) {
              strangers.add(request.url());
            }
          });
      Page page = person.newPage();
      page.navigate(hub.address() + "login");
      Accessibility.assertAccessible(page);
      page.close();
      page = Chromium.signIn(person, hub.address(), "admin", hub.adminPassword());
      for (String address : addresses()) {
        page.navigate(hub.address() + address);
        awaitQuiet(page);
        Accessibility.assertAccessible(page);
      }
    }
    assertEquals(List.of(), strangers);
    assertEquals(List.of(), chromium.complaints);
  }

  @Test
  void phoneNeverScrollsSideways() {
    try (BrowserContext person = chromium.person(PHONE_WIDTH, 844, ColorScheme.LIGHT)) {
      Page page = Chromium.signIn(person, hub.address(), "admin", hub.adminPassword());
      for (String address : addresses()) {
        page.navigate(hub.address() + address);
        awaitQuiet(page);
        int width = (int) page.evaluate("document.documentElement.scrollWidth");
        assertTrue(width <= PHONE_WIDTH, address + " is " + width + " px wide");
      }
    }
  }

  @Test
  void unknownAddressesHaveAPageThatSaysSo() {
    try (BrowserContext person = chromium.person()) {
      Page page = Chromium.signIn(person, hub.address(), "vera", "seven grey herons at dusk");
      assertEquals(404, page.navigate(hub.address() + "nowhere.html").status());
      assertEquals(404, page.navigate(hub.address() + "no/where/at/all").status());
    }
  }

  /** Last, so that this machine has a past to show. */
  @Test
  @Order(Integer.MAX_VALUE)
  void screenshotsForTheReadme() {
    for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      try (BrowserContext person = chromium.person(1280, 800, scheme)) {
        Page page = Chromium.signIn(person, hub.address(), "admin", hub.adminPassword());
        String name = scheme.name().toLowerCase(java.util.Locale.ROOT);
        awaitSparklines(page, 4);
        Screenshots.save(page, "dashboard-" + name);
        page.navigate(hub.address() + "node.html?id=" + greenhouse + "&range=1h");
        awaitQuiet(page);
        page.waitForSelector("figure[data-metric=temperature] [data-points]");
        Screenshots.save(page, "node-" + name);
      }
    }
    try (BrowserContext person = chromium.person(PHONE_WIDTH, 844, ColorScheme.LIGHT)) {
      Page page = Chromium.signIn(person, hub.address(), "admin", hub.adminPassword());
      awaitSparklines(page, 2);
      Screenshots.save(page, "phone");
    }
  }
}
