package org.kymata.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.kymata.testing.Ports;

/** Deploys a new version into a running server: the old one leaves nothing behind. */
class RedeployIT {

  private static final int REDEPLOYMENTS = 1;
  private static final Pattern PASSWORD = Pattern.compile("admin with the password (\\S+) ");

  @Test
  void redeployedIntoARunningServerItWorksAndLeavesNoThreads() throws IOException {
    Path directory = RunningHub.temporaryDirectory();
    int port = Ports.free();
    int tcpPort = Ports.free();
    Map<String, String> environment = Map.of("KYMATA_TCP_PORT", String.valueOf(tcpPort));
    String address = "http://localhost:" + port + "/";
    try (HubProcess server = HubProcess.start(directory, environment, command(port))) {
      server.awaitLine(Pattern.compile("^deployed$"), Timeouts.START);
      String password = server.awaitLine(PASSWORD, Timeouts.LONG).group(1);
      ApiClient admin = ApiClient.signedIn(address, "admin", password);
      ApiClient node = ApiClient.node(address, admin.createNode("kitchen").token());
      node.readings(new ReadingsPayload().add("temperature", 0).json());
      List<String> threads = ourThreads(server, 1);
      assertTrue(threads.contains("kymata-intake"), threads::toString);

      for (int time = 1; time <= REDEPLOYMENTS; time++) {
        server.writeLine("redeploy");
        server.awaitLine(Pattern.compile("^redeployed " + time + "$"), Timeouts.LONG);

        assertTrue(admin.isSignedIn(), "signed in after redeployment " + time);
        node.readings(new ReadingsPayload().add("temperature", time).json());
        String csv = admin.csvText("kitchen");
        assertEquals(time + 1 + 1, csv.lines().count(), csv);
        assertEquals(threads, ourThreads(server, time + 1), "threads, sorted by name");
        // The old application must have released its port, or this one could not bind it.
        try (Socket socket = new Socket("127.0.0.1", tcpPort)) {
          assertTrue(socket.isConnected());
        }
      }
    } finally {
      RunningHub.delete(directory);
    }
  }

  private static List<String> ourThreads(HubProcess server, int asked) {
    server.writeLine("threads");
    String names =
        server.awaitLine(Pattern.compile("^threads " + asked + ": (.*)"), Timeouts.LONG).group(1);
    return Arrays.stream(names.split("\\|")).filter(name -> name.startsWith("kymata-")).toList();
  }

  private static List<String> command(int port) throws IOException {
    String micro = System.getProperty("kymata.test.micro");
    List<String> command = new ArrayList<>(List.of(HubProcess.java()));
    // What "java -jar" would read from the jar itself.
    try (JarFile jar = new JarFile(micro)) {
      Attributes attributes = jar.getManifest().getMainAttributes();
      command.addAll(options("--add-opens", attributes.getValue("Add-Opens")));
      command.addAll(options("--add-exports", attributes.getValue("Add-Exports")));
    }
    String classes =
        new File(RedeployIT.class.getProtectionDomain().getCodeSource().getLocation().getPath())
            .getPath();
    command.addAll(List.of("-cp", micro + File.pathSeparator + classes));
    command.addAll(
        List.of(
            Redeployer.class.getName(),
            System.getProperty("kymata.test.war"),
            String.valueOf(port)));
    return command;
  }

  private static List<String> options(String option, String packages) {
    return Arrays.stream(packages.split(" "))
        .map(each -> option + "=" + each + "=ALL-UNNAMED")
        .toList();
  }
}
