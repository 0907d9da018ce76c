package org.kymata.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.kymata.testing.Ports;

/** Kymata as {@code ./run} starts it, on a port and with a data directory of its own. */
final class RunningHub implements AutoCloseable {

  /** The user that every hub has. */
  static final String ADMIN = "admin";

  private static final Pattern READY = Pattern.compile("^Kymata is ready: (https?://\\S+/)$");
  private static final Pattern PASSWORD = Pattern.compile("password (?:of admin is )?(\\w{16}) ");

  private final Map<String, String> settings = new HashMap<>();
  private final Path data;
  private final int port = Ports.free();
  private final int nodePort = Ports.free();
  private final int tcpPort = Ports.free();
  private HubProcess process;
  private String address;
  private String adminPassword;

  private RunningHub(Map<String, String> settings, Path data) {
    this.settings.putAll(settings);
    this.data = data;
  }

  /** Starts a new hub and waits until it is ready. */
  static RunningHub start() {
    return start(Map.of());
  }

  /** Starts a new hub with further environment variables and waits until it is ready. */
  static RunningHub start(Map<String, String> settings) {
    return start(settings, temporaryDirectory());
  }

  /** Starts a new hub with this data directory and waits until it is ready. */
  static RunningHub start(Map<String, String> settings, Path data) {
    RunningHub hub = new RunningHub(settings, data);
    try {
      hub.startAgain();
      Matcher password = hub.process.find(PASSWORD);
      assertTrue(password != null, "no password was printed:\n" + hub.process.output());
      hub.adminPassword = password.group(1);
      return hub;
    } catch (RuntimeException | Error e) {
      hub.close();
      throw e;
    }
  }

  /** Starts it again with its data and port, after it was stopped or killed. */
  void startAgain() {
    Map<String, String> environment = new HashMap<>(settings);
    environment.put("KYMATA_HTTP_PORT", String.valueOf(port));
    environment.putIfAbsent("KYMATA_NODE_PORT", String.valueOf(nodePort));
    environment.putIfAbsent("KYMATA_TCP_PORT", String.valueOf(tcpPort));
    environment.put("KYMATA_DATA_DIR", data.toString());
    Path root = projectRoot();
    process = HubProcess.start(root, environment, List.of(root.resolve("run").toString()));
    address = process.awaitLine(READY, Timeouts.START).group(1);
  }

  /** Stops and starts it. */
  void restart() {
    stop();
    startAgain();
  }

  /** Stops it by SIGTERM; it must end cleanly. */
  void stop() {
    process.terminate();
    assertEquals(0, process.awaitExit(), () -> "did not end cleanly:\n" + process.output());
    assertTrue(Files.notExists(data.resolve("kymata.pid")), "a stopped hub left its pid");
  }

  /** Kills the server's JVM by SIGKILL, as a power failure would. */
  void kill9() {
    server().destroyForcibly();
    assertTrue(process.awaitExit() != 0, "a killed hub must not report a clean end");
  }

  /** The JVM of the server. */
  ProcessHandle server() {
    try {
      long pid = Long.parseLong(Files.readString(data.resolve("kymata.pid")).strip());
      return ProcessHandle.of(pid).orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The address of the pages, with a slash at the end. */
  String address() {
    return address;
  }

  /** The port of the pages. */
  int port() {
    return port;
  }

  /** The port of the node WebSocket. */
  int nodePort() {
    return nodePort;
  }

  /** The TCP port of nodes and agents. */
  int tcpPort() {
    return tcpPort;
  }

  Path data() {
    return data;
  }

  String adminPassword() {
    return adminPassword;
  }

  /** A client signed in as the first admin. */
  ApiClient admin() {
    return ApiClient.signedIn(address, ADMIN, adminPassword);
  }

  /** The output of {@code ./run} and the hub since the last start. */
  String output() {
    return process.output();
  }

  /** The output and the logs, for failure messages. */
  String outputAndLogs() {
    StringBuilder story = new StringBuilder(process.output());
    for (String log : List.of("stderr.log", "kymata.log")) {
      try {
        story.append("\n--- ").append(log).append('\n');
        story.append(Files.readString(data.resolve("logs").resolve(log)));
      } catch (IOException e) {
        story.append("(none)");
      }
    }
    return story.toString();
  }

  @Override
  public void close() {
    if (process != null) {
      process.close();
    }
    delete(data);
  }

  /** The directory with {@code run}: the working directory or one above it. */
  static Path projectRoot() {
    Path directory = Path.of("").toAbsolutePath();
    while (Files.notExists(directory.resolve("run"))
        || Files.notExists(directory.resolve("pom.xml"))) {
      directory = directory.getParent();
      assertTrue(directory != null, "the tests run inside the project, which has ./run");
    }
    return directory;
  }

  static Path temporaryDirectory() {
    try {
      return Files.createTempDirectory("kymata-e2e");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
