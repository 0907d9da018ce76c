package org.kymata.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The machine's clock is set while a hub runs. */
class ClockIT {

  private static final Path CLOCK = RunningHub.projectRoot().resolve("src/test/clock");

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
        Chromium chromium = new Chromium();
        BrowserContext person = chromium.person()) {
      ApiClient admin = hub.admin();
      ApiClient.NewNode made = admin.createNode("greenhouse-1");
      ApiClient node = ApiClient.node(hub.address(), made.token());
      Page page = Chromium.signIn(person, hub.address(), RunningHub.ADMIN, hub.adminPassword());
      node.readings(new ReadingsPayload().add("m", 1).json());
      order(admin, made.id(), "before");

      Files.writeString(offset, "-3600");

      Chromium.awaitFault(page, "clock-set");
      assertTrue(
          HealthClient.reason(hub, "clock").contains("back by 60 minutes"),
          HealthClient.reason(hub, "clock"));
      assertGoesOn(hub, admin, node, 2);
      // A node whose own clock is right is an hour ahead of the hub now.
      node.readings(new ReadingsPayload().add("m", 3, "V", System.currentTimeMillis()).json());
      order(admin, made.id(), "during");

      Files.writeString(offset, "0");

      Chromium.awaitNoFault(page, "clock-set");
      assertGoesOn(hub, admin, node, 4);

      Files.writeString(offset, "3600");

      Chromium.awaitFault(page, "clock-set");
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

  private static void order(ApiClient admin, String node, String id) {
    admin.call(
        "POST",
        "api/nodes/" + node + "/commands",
        Json.createObjectBuilder()
            .add("id", id)
            .add("action", "togglerele")
            .add("ttl", "PT30M")
            .build());
  }

  /** Checks that samples arrive, readings are stored and shown as the newest, and sessions last. */
  private static void assertGoesOn(RunningHub hub, ApiClient admin, ApiClient node, double value) {
    long before = samples(admin);
    Timeouts.until("three samples of this machine", () -> samples(admin) >= before + 3);
    node.readings(new ReadingsPayload().add("m", value).json());
    Timeouts.until("the newest value", () -> newest(admin) == value);
    assertTrue(admin.isSignedIn());
    HealthClient.awaitReady(hub, true);
  }

  private static long samples(ApiClient admin) {
    return admin
        .csvText(admin.self().getString("id"))
        .lines()
        .filter(l -> l.contains(",uptime,"))
        .count();
  }

  private static double newest(ApiClient admin) {
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
}
