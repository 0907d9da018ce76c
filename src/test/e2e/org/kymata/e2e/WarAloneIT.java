package org.kymata.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.kymata.testing.Ports;

/** The WAR on an unconfigured Payara Micro. */
class WarAloneIT {

  private static final Pattern READY = Pattern.compile("Payara Micro .* ready in ");
  private static final Pattern REFUSAL =
      Pattern.compile("^Kymata cannot start: .* data grid.*--nohazelcast");
  private static final Pattern PASSWORD = Pattern.compile("admin with the password (\\S+) ");

  private static HubProcess start(Path directory, int port, List<String> more) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(HubProcess.java(), "-jar", System.getProperty("kymata.test.micro")));
    command.addAll(List.of("--deploy", System.getProperty("kymata.test.war")));
    command.addAll(List.of("--port", String.valueOf(port)));
    command.addAll(more);
    return HubProcess.start(directory, Map.of("KYMATA_TCP_PORT", "0"), command);
  }

  @Test
  void refusesToStartBesideADataGrid() {
    Path directory = RunningHub.temporaryDirectory();
    int port = Ports.free();
    try (HubProcess server = start(directory, port, List.of())) {
      server.awaitLine(REFUSAL, Timeouts.START);
      assertTrue(Files.notExists(directory.resolve("data")), "nothing was begun");
      // Payara stays up, without Kymata.
      server.awaitLine(READY, Timeouts.START);
      assertEquals(
          404,
          ApiClient.stranger("http://localhost:" + port + "/")
              .send("GET", "login", null)
              .statusCode());
    } finally {
      RunningHub.delete(directory);
    }
  }

  @Test
  void startsAndStoresReadingsAsTheReadmeSays() {
    Path directory = RunningHub.temporaryDirectory();
    int port = Ports.free();
    // The port is only configuration: the usual one may be taken where tests run.
    try (HubProcess server = start(directory, port, List.of("--nohazelcast"))) {
      server.awaitLine(READY, Timeouts.START);
      String password = server.awaitLine(PASSWORD, Timeouts.LONG).group(1);
      String address = "http://localhost:" + port + "/";
      assertEquals(401, ApiClient.stranger(address).signIn("admin", "not the password"));
      ApiClient admin = ApiClient.signedIn(address, "admin", password);
      ApiClient node = ApiClient.node(address, admin.createNode("kitchen").token());
      assertEquals(
          2,
          node.readings(new ReadingsPayload().add("temperature", 21.5).add("door", "open").json()));
      assertEquals(2 + 1, admin.csvText("kitchen").lines().count());
      assertTrue(Files.isDirectory(directory.resolve("data")), "./data is where things are kept");
      assertEquals(
          "rwx------",
          FilePermissions.of(directory.resolve("data")),
          "./data is open to other users");
    } finally {
      RunningHub.delete(directory);
    }
  }
}
