package org.kymata.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.kymata.testing.Ports;

/** The WAR on a Payara Micro that nobody prepared for it. */
class WarAloneIT {

  private static final Pattern READY = Pattern.compile("Payara Micro .* ready in ");
  private static final Pattern PASSWORD = Pattern.compile("admin with the password (\\S+) ");

  @Test
  void startsAndStoresReadingsWithoutAnyOption() {
    Path directory = RunningHub.temporaryDirectory();
    int port = Ports.free();
    // The ports are the one option: the usual ones may be taken where tests run.
    List<String> command =
        List.of(
            HubProcess.java(),
            "-jar",
            System.getProperty("kymata.test.micro"),
            "--deploy",
            System.getProperty("kymata.test.war"),
            "--port",
            String.valueOf(port));
    try (HubProcess server = HubProcess.start(directory, Map.of("KYMATA_TCP_PORT", "0"), command)) {
      server.awaitLine(READY, Waiting.START);
      String password = server.awaitLine(PASSWORD, Waiting.LONG).group(1);
      String address = "http://localhost:" + port + "/";
      assertEquals(401, Api.stranger(address).signIn("admin", "not the password"));
      Api admin = Api.signedIn(address, "admin", password);
      Api node = Api.node(address, admin.createNode("kitchen").token());
      assertEquals(
          2, node.readings(new Readings().add("temperature", 21.5).add("door", "open").json()));
      assertEquals(2 + 1, admin.csvText("kitchen").lines().count());
      assertTrue(Files.isDirectory(directory.resolve("data")), "./data is where things are kept");
      assertEquals(
          "rwx------", Permissions.of(directory.resolve("data")), "./data is open to other users");
    } finally {
      RunningHub.delete(directory);
    }
  }
}
