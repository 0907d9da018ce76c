package org.kymata.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.kymata.testing.SmallDisk;

/**
 * Faults of the machine: the hub stays up, reports what is wrong, loses nothing that it
 * acknowledged, and recovers without help.
 */
class FaultsIT {

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

  @Test
  void fullDiskIsReportedAndLosesNoAcknowledgedReading() {
    try (SmallDisk disk = SmallDisk.inMemory(256);
        RunningHub hub =
            RunningHub.start(
                Map.of("KYMATA_DISK_RESERVE", "48"), disk.directory().resolve("data"));
        BrowserContext person = chromium.person();
        AcknowledgedLoad load = new AcknowledgedLoad()) {
      ApiClient admin = hub.admin();
      ApiClient.NewNode made = admin.createNode("loaded");
      ApiClient node = ApiClient.node(hub.address(), made.token());
      Page page = signIn(hub, person);
      load.start(node);
      Timeouts.until("readings", () -> load.acknowledgedCount() > 1_000);

      disk.fill(24);

      HealthClient.awaitReady(hub, false);
      Chromium.awaitFault(page, "disk-full");
      assertTrue(
          HealthClient.reason(hub, "disk").contains("less than 48 MB are free"),
          HealthClient.reason(hub, "disk"));
      HttpResponse<String> refused =
          node.send("POST", "api/readings", new ReadingsPayload().add("m", 1).json());
      assertEquals(503, refused.statusCode());
      assertTrue(refused.headers().firstValue("Retry-After").isPresent());
      // The hub reserves space for this.
      admin.createNode("made-in-the-reserve");

      disk.deleteFiller();

      HealthClient.awaitReady(hub, true);
      Chromium.awaitNoFault(page, "disk-full");
      int before = load.acknowledgedCount();
      Timeouts.until("readings again", () -> load.acknowledgedCount() > before + 1_000);

      // At once, and completely.
      disk.fill(0);

      HealthClient.awaitReady(hub, false);
      Chromium.awaitFault(page, "disk-full");
      Timeouts.until(
          "nothing can be made",
          () ->
              admin
                      .send("POST", "api/nodes", "{\"name\":\"n" + System.nanoTime() + "\"}")
                      .statusCode()
                  == 503);

      disk.deleteFiller();

      HealthClient.awaitReady(hub, true);
      int then = load.acknowledgedCount();
      Timeouts.until("readings once more", () -> load.acknowledgedCount() > then + 1_000);
      load.stop();
      load.check(admin.csv("loaded", AcknowledgedLoad.METRIC));
      admin.createNode("afterwards");
      hub.restart();
      load.check(hub.admin().csv("loaded", AcknowledgedLoad.METRIC));
      assertTrue(hub.admin().names("api/nodes", "nodes").contains("afterwards"));
      hub.stop();
    }
  }

  @Test
  void readOnlyDiskIsReportedAndLosesNoAcknowledgedReading() {
    try (SmallDisk disk = SmallDisk.inFile(256);
        RunningHub hub =
            RunningHub.start(Map.of("KYMATA_DISK_RESERVE", "8"), disk.directory().resolve("data"));
        BrowserContext person = chromium.person();
        AcknowledgedLoad load = new AcknowledgedLoad()) {
      ApiClient admin = hub.admin();
      ApiClient.NewNode made = admin.createNode("loaded");
      Page page = signIn(hub, person);
      load.start(ApiClient.node(hub.address(), made.token()));
      Timeouts.until("readings", () -> load.acknowledgedCount() > 1_000);

      disk.triggerError();

      HealthClient.awaitReady(hub, false);
      Chromium.awaitFault(page, "read-only");
      assertTrue(
          HealthClient.reason(hub, "disk").contains("read-only"), HealthClient.reason(hub, "disk"));
      assertTrue(admin.isSignedIn(), "who is signed in sees on");
      load.stop();
      load.check(admin.csv("loaded", AcknowledgedLoad.METRIC));
      hub.kill9();

      disk.repair();
      hub.startAgain();

      load.check(hub.admin().csv("loaded", AcknowledgedLoad.METRIC));
      hub.stop();
    }
  }

  @Test
  void damagedDayIsSetApartAndTheRestIsThere() throws Exception {
    try (RunningHub hub = RunningHub.start();
        BrowserContext person = chromium.person();
        AcknowledgedLoad load = new AcknowledgedLoad()) {
      ApiClient admin = hub.admin();
      ApiClient.NewNode made = admin.createNode("loaded");
      load.start(ApiClient.node(hub.address(), made.token()));
      Timeouts.until("readings", () -> load.acknowledgedCount() > 2_000);
      load.stop();
      hub.stop();
      // The load's readings are an hour old, and so are stored as late ones.
      Path day = days(hub.data().resolve("telemetry/late_readings")).get(0);
      try (var file =
          java.nio.channels.FileChannel.open(
              day.resolve("value.d"), java.nio.file.StandardOpenOption.WRITE)) {
        file.truncate(1_000 * 8);
      }
      // Old enough that the journal holds other readings by now; it would restore all of them.
      Files.delete(hub.data().resolve("journal/readings"));

      hub.startAgain();

      ApiClient again = hub.admin();
      assertTrue(hub.outputAndLogs().contains("set them apart"), hub.outputAndLogs());
      String reason = HealthClient.reason(hub, "files");
      assertTrue(reason.contains("1000 readings of these files were rescued"), reason);
      assertEquals(1_000 + 1, again.csvText("loaded").lines().count());
      assertTrue(Files.isDirectory(hub.data().resolve("damaged")));
      Page page = signIn(hub, person);
      Chromium.awaitFault(page, "store-damaged");
      ApiClient node = ApiClient.node(hub.address(), made.token());
      assertEquals(1, node.readings(new ReadingsPayload().add("m", 1).json()));
      hub.stop();
    }
  }

  private static List<Path> days(Path table) throws Exception {
    try (var files = Files.list(table)) {
      return files.filter(Files::isDirectory).sorted().toList();
    }
  }

  @Test
  void gracefulStopUnderLoadCommitsWhatItAcknowledges() {
    try (RunningHub hub = RunningHub.start();
        AcknowledgedLoad load = new AcknowledgedLoad()) {
      ApiClient.NewNode made = hub.admin().createNode("loaded");
      load.start(ApiClient.node(hub.address(), made.token()));
      Timeouts.until("readings", () -> load.acknowledgedCount() > 1_000);
      hub.stop();
      load.stop();
      hub.startAgain();
      load.check(hub.admin().csv("loaded", AcknowledgedLoad.METRIC));
      assertTrue(
          !hub.outputAndLogs().contains("set them apart"), "a properly stopped store is intact");
      hub.stop();
    }
  }
}
