package org.kymata.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.TimeoutError;
import com.microsoft.playwright.options.WaitForSelectorState;
import jakarta.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.kymata.testing.SmallDisk;

/**
 * What goes wrong with a machine goes wrong with this one: a hub as people start it stays up, says
 * what is wrong, loses nothing of what it acknowledged, and recovers without a hand.
 */
class FaultsIT {

  private static final Path CLOCK = RunningHub.projectRoot().resolve("src/test/clock");

  private static Chromium chromium;

  @BeforeAll
  static void start() {
    chromium = new Chromium();
  }

  @AfterAll
  static void stop() {
    chromium.close();
  }

  private static Page signIn(RunningHub hub, BrowserContext person) {
    return Chromium.signIn(person, hub.address(), RunningHub.ADMIN, hub.adminPassword());
  }

  private static void awaitBanner(Page page, String fault) {
    page.waitForSelector("#faults [data-fault=" + fault + "]");
  }

  private static void awaitNoBanner(Page page, String fault) {
    try {
      page.waitForSelector(
          "#faults [data-fault=" + fault + "]",
          new Page.WaitForSelectorOptions().setState(WaitForSelectorState.DETACHED));
    } catch (TimeoutError e) {
      throw new AssertionError(
          page.locator("#connection-badge").innerText() + "\n" + page.locator("main").innerText(),
          e);
    }
  }

  private static void awaitReady(RunningHub hub, boolean ready) {
    Api stranger = Api.stranger(hub.address());
    Waiting.until(
        "ready: " + ready,
        () ->
            stranger.send("GET", "health/ready", null).statusCode() == (ready ? 200 : 503)
                && stranger.send("GET", "health/live", null).statusCode() == 200);
  }

  private static String reason(RunningHub hub, String check) {
    HttpResponse<String> answer = Api.stranger(hub.address()).send("GET", "health/ready", null);
    return Health.reason(answer.body(), check);
  }

  @Test
  void diskThatFillsIsToldOfAndCostsNothingThatWasAcknowledged() {
    try (SmallDisk disk = SmallDisk.inMemory(256);
        RunningHub hub =
            RunningHub.start(
                Map.of("KYMATA_DISK_RESERVE", "48"), disk.directory().resolve("data"));
        BrowserContext person = chromium.person();
        Load load = new Load()) {
      Api admin = hub.admin();
      Api.NewNode made = admin.createNode("loaded");
      Api node = Api.node(hub.address(), made.token());
      Page page = signIn(hub, person);
      load.start(node);
      Waiting.until("readings", () -> load.acknowledgedCount() > 1_000);

      disk.fill(24);

      awaitReady(hub, false);
      awaitBanner(page, "disk-full");
      assertTrue(reason(hub, "disk").contains("less than 48 MB are free"), reason(hub, "disk"));
      HttpResponse<String> refused =
          node.send("POST", "api/readings", new Readings().add("m", 1).json());
      assertEquals(503, refused.statusCode());
      assertTrue(refused.headers().firstValue("Retry-After").isPresent());
      // What is kept free is for this.
      admin.createNode("made-in-the-reserve");

      disk.makeRoom();

      awaitReady(hub, true);
      awaitNoBanner(page, "disk-full");
      int before = load.acknowledgedCount();
      Waiting.until("readings again", () -> load.acknowledgedCount() > before + 1_000);

      // At once, and to the last byte.
      disk.fill(0);

      awaitReady(hub, false);
      awaitBanner(page, "disk-full");
      Waiting.until(
          "nothing can be made",
          () ->
              admin
                      .send("POST", "api/nodes", "{\"name\":\"n" + System.nanoTime() + "\"}")
                      .statusCode()
                  == 503);

      disk.makeRoom();

      awaitReady(hub, true);
      int then = load.acknowledgedCount();
      Waiting.until("readings once more", () -> load.acknowledgedCount() > then + 1_000);
      load.stop();
      load.check(admin.csv("loaded", Load.METRIC));
      admin.createNode("afterwards");
      hub.restart();
      load.check(hub.admin().csv("loaded", Load.METRIC));
      assertTrue(hub.admin().names("api/nodes", "nodes").contains("afterwards"));
      hub.stop();
    }
  }

  @Test
  void diskThatTurnsReadOnlyIsToldOfAndKeepsWhatWasAcknowledged() {
    try (SmallDisk disk = SmallDisk.inFile(256);
        RunningHub hub =
            RunningHub.start(Map.of("KYMATA_DISK_RESERVE", "8"), disk.directory().resolve("data"));
        BrowserContext person = chromium.person();
        Load load = new Load()) {
      Api admin = hub.admin();
      Api.NewNode made = admin.createNode("loaded");
      Page page = signIn(hub, person);
      load.start(Api.node(hub.address(), made.token()));
      Waiting.until("readings", () -> load.acknowledgedCount() > 1_000);

      disk.breakDown();

      awaitReady(hub, false);
      awaitBanner(page, "read-only");
      assertTrue(reason(hub, "disk").contains("read-only"), reason(hub, "disk"));
      assertTrue(admin.isSignedIn(), "who is signed in sees on");
      load.stop();
      load.check(admin.csv("loaded", Load.METRIC));
      hub.kill9();

      disk.repair();
      hub.startAgain();

      load.check(hub.admin().csv("loaded", Load.METRIC));
      hub.stop();
    }
  }

  @Test
  void damagedDayIsSetApartAndTheRestIsThere() throws Exception {
    try (RunningHub hub = RunningHub.start();
        BrowserContext person = chromium.person();
        Load load = new Load()) {
      Api admin = hub.admin();
      Api.NewNode made = admin.createNode("loaded");
      load.start(Api.node(hub.address(), made.token()));
      Waiting.until("readings", () -> load.acknowledgedCount() > 2_000);
      load.stop();
      hub.stop();
      // The load's readings are an hour old, and so are kept as late ones.
      Path day = days(hub.data().resolve("telemetry/late_readings")).get(0);
      try (var file =
          java.nio.channels.FileChannel.open(
              day.resolve("value.d"), java.nio.file.StandardOpenOption.WRITE)) {
        file.truncate(1_000 * 8);
      }

      hub.startAgain();

      Api again = hub.admin();
      assertTrue(hub.story().contains("set them apart"), hub.story());
      assertTrue(reason(hub, "files").contains("1000 readings of these files were rescued"));
      assertEquals(1_000 + 1, again.csvText("loaded").lines().count());
      assertTrue(Files.isDirectory(hub.data().resolve("damaged")));
      Page page = signIn(hub, person);
      awaitBanner(page, "store-damaged");
      Api node = Api.node(hub.address(), made.token());
      assertEquals(1, node.readings(new Readings().add("m", 1).json()));
      hub.stop();
    }
  }

  private static List<Path> days(Path table) throws Exception {
    try (var files = Files.list(table)) {
      return files.filter(Files::isDirectory).sorted().toList();
    }
  }

  @Test
  void clockThatJumpsAnHourStopsNothing() throws Exception {
    Path work = RunningHub.temporaryDirectory();
    Path offset = Files.writeString(work.resolve("offset"), "0");
    Path library = work.resolve("jumping-clock.so");
    Process compiler =
        new ProcessBuilder(
                "cc",
                "-shared",
                "-fPIC",
                "-O2",
                "-o",
                library.toString(),
                CLOCK.resolve("jumping-clock.c").toString())
            .inheritIO()
            .start();
    assertTrue(compiler.waitFor(2, TimeUnit.MINUTES) && compiler.exitValue() == 0);
    Map<String, String> settings =
        Map.of(
            "LD_PRELOAD",
            library.toString(),
            "JUMPING_CLOCK",
            offset.toString(),
            "KYMATA_SESSION_IDLE",
            "PT15M");
    try (RunningHub hub = RunningHub.start(settings);
        BrowserContext person = chromium.person()) {
      Api admin = hub.admin();
      Api.NewNode made = admin.createNode("greenhouse-1");
      Api node = Api.node(hub.address(), made.token());
      Page page = signIn(hub, person);
      node.readings(new Readings().add("m", 1).json());
      order(admin, made.id(), "before");

      Files.writeString(offset, "-3600");

      awaitBanner(page, "clock-set");
      assertTrue(reason(hub, "clock").contains("back by 60 minutes"), reason(hub, "clock"));
      assertGoesOn(hub, admin, node, 2);
      // A node whose own clock is right seems an hour ahead now.
      node.readings(new Readings().add("m", 3, "V", System.currentTimeMillis()).json());
      order(admin, made.id(), "during");

      Files.writeString(offset, "0");

      awaitNoBanner(page, "clock-set");
      assertGoesOn(hub, admin, node, 4);

      Files.writeString(offset, "3600");

      awaitBanner(page, "clock-set");
      assertGoesOn(hub, admin, node, 5);
      assertEquals("queued", admin.get("api/commands/before").getString("state"));
      assertEquals("queued", admin.get("api/commands/during").getString("state"));
      assertEquals(5 + 1, admin.csvText("greenhouse-1").lines().count());
      hub.restart();
      assertEquals(5 + 1, hub.admin().csvText("greenhouse-1").lines().count());
      hub.stop();
    } finally {
      RunningHub.delete(work);
    }
  }

  private static void order(Api admin, String node, String id) {
    admin.call(
        "POST",
        "api/nodes/" + node + "/commands",
        jakarta.json.Json.createObjectBuilder()
            .add("id", id)
            .add("action", "togglerele")
            .add("ttl", "PT30M")
            .build());
  }

  /** Samples come, readings are stored and shown as the newest, and nobody is signed out. */
  private static void assertGoesOn(RunningHub hub, Api admin, Api node, double value) {
    long before = samples(admin);
    Waiting.until("three samples of this machine", () -> samples(admin) >= before + 3);
    node.readings(new Readings().add("m", value).json());
    Waiting.until("the newest value", () -> newest(admin) == value);
    assertTrue(admin.isSignedIn());
    awaitReady(hub, true);
  }

  private static long samples(Api admin) {
    return admin
        .csvText(admin.self().getString("id"))
        .lines()
        .filter(l -> l.contains(",uptime,"))
        .count();
  }

  private static double newest(Api admin) {
    return admin
        .get("api/nodes/greenhouse-1")
        .getJsonArray("metrics")
        .getValuesAs(JsonObject.class)
        .stream()
        .filter(metric -> metric.getString("metric").equals("m"))
        .findFirst()
        .orElseThrow()
        .getJsonNumber("value")
        .doubleValue();
  }

  @Test
  void gracefulStopUnderLoadCommitsWhatItAcknowledges() {
    try (RunningHub hub = RunningHub.start();
        Load load = new Load()) {
      Api.NewNode made = hub.admin().createNode("loaded");
      load.start(Api.node(hub.address(), made.token()));
      Waiting.until("readings", () -> load.acknowledgedCount() > 1_000);
      hub.stop();
      load.stop();
      hub.startAgain();
      load.check(hub.admin().csv("loaded", Load.METRIC));
      assertTrue(!hub.story().contains("set them apart"), "a stopped store is whole");
      hub.stop();
    }
  }
}
