package org.kymata.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonArray;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The WAR without {@code ./run}: alone on Payara Micro, and deployed a second time. */
class StandaloneIT {

  private static final Path WAR = Path.of(System.getProperty("kymata.test.war"));
  private static final Path MICRO = Path.of(System.getProperty("kymata.test.micro"));
  private static final Pattern READY = Pattern.compile("Payara Micro URLs");
  private static final Pattern PASSWORD = Pattern.compile("with the password (\\w{16}) ");
  private static final int MILLION = 1_000_000;
  private static final int BATCH = 5_000;

  @Test
  void warAloneKeepsAMillionReadingsInASmallHeap() throws IOException {
    Path directory = RunningHub.temporaryDirectory();
    int port = RunningHub.freePort();
    List<String> command =
        List.of(
            HubProcess.java(),
            "-Xmx256m",
            "-jar",
            MICRO.toString(),
            "--deploy",
            WAR.toString(),
            "--port",
            String.valueOf(port));
    try (HubProcess server = HubProcess.start(directory, Map.of(), command)) {
      server.awaitLine(READY, Waiting.START);
      String password = server.find(PASSWORD).group(1);
      String address = "http://127.0.0.1:" + port + "/";
      Api admin = Api.signedIn(address, "admin", password);
      Api.NewNode node = admin.createNode("counter");
      Api sender = Api.node(address, node.token());
      long first = System.currentTimeMillis() - MILLION * 1000L;
      for (int start = 0; start < MILLION; start += BATCH) {
        Readings readings = new Readings();
        for (int i = start; i < start + BATCH; i++) {
          readings.add("m", i % 1000, "u", first + i * 1000L);
        }
        assertEquals(BATCH, sender.readings(readings.json()));
      }

      JsonArray points =
          admin
              .get("api/readings?node=counter&metric=m&points=1000&from=" + first)
              .getJsonArray("series")
              .getJsonObject(0)
              .getJsonArray("points");
      assertTrue(points.size() <= 1000 && points.size() > 900, "points: " + points.size());
      long counted = 0;
      for (int i = 0; i < points.size(); i++) {
        counted += points.getJsonArray(i).getJsonNumber(4).longValue();
      }
      assertEquals(MILLION, counted);
      assertEquals(MILLION + 1, lines(admin));
      assertTrue(server.isAlive());
    } finally {
      RunningHub.delete(directory);
    }
  }

  private static long lines(Api admin) throws IOException {
    try (BufferedReader csv =
        new BufferedReader(
            new InputStreamReader(admin.csv("counter", "m"), StandardCharsets.UTF_8))) {
      return csv.lines().count();
    }
  }

  @Test
  void warDeployedTwiceIntoOneServerKeepsItsData() {
    Path directory = RunningHub.temporaryDirectory();
    int port = RunningHub.freePort();
    List<String> command =
        List.of(
            HubProcess.java(),
            "-Xmx384m",
            "-cp",
            MICRO + File.pathSeparator + System.getProperty("java.class.path"),
            Redeployer.class.getName(),
            String.valueOf(port),
            WAR.toString());
    try (HubProcess server =
        HubProcess.start(directory, Map.of("KYMATA_ADMIN_PASSWORD", "a long password"), command)) {
      server.awaitLine(Pattern.compile("^DEPLOYED 1$"), Waiting.START);
      String address = "http://127.0.0.1:" + port + "/";
      Api admin = Api.signedIn(address, "admin", "a long password");
      Api.NewNode node = admin.createNode("kept");
      Api sender = Api.node(address, node.token());
      assertEquals(1, sender.readings(new Readings().add("m", 1, "u").json()));

      server.say("again");
      server.awaitLine(Pattern.compile("^DEPLOYED 2$"), Waiting.START);
      assertTrue(admin.isSignedIn(), "a redeployment must not sign anybody out");
      assertEquals(1, sender.readings(new Readings().add("m", 2, "u").json()));
      assertEquals(3, admin.csvText("kept").lines().count());
      server.say("writers");
      assertEquals(
          "1", server.awaitLine(Pattern.compile("^WRITERS (\\d+)$"), Waiting.LONG).group(1));
    } finally {
      RunningHub.delete(directory);
    }
  }
}
