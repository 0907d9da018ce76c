package org.kymata.e2e;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a hub's process holds at the moment, and what it has logged, as the kernel shows it. */
final class HubProcessStats {

  private static final List<String> ERRORS =
      List.of(
          " SEVERE ",
          "OutOfMemory",
          "StackOverflow",
          "Exception in thread",
          // What we say of a server that is not the one we know.
          "the WebSocket implementation is not the one known",
          "may mix up WebSockets",
          "may keep WebSockets that ended");
  private static final Pattern DATE = Pattern.compile("^[0-9-]+ [0-9:.]+ ");

  // An address with half of an escape (/%4) is answered and logged by the server, before the
  // application hears of it.
  private static final List<String> OF_THE_SERVER =
      List.of(
          "An exception or error occurred in the container during the request processing",
          "\tat org.glassfish.grizzly.http.util.");

  private static final Pattern WEB_SOCKETS =
      Pattern.compile("(?m)^\\s*[0-9]+:\\s+([0-9]+)\\s.*\\.TyrusWebSocket(?: |$)");

  private final long pid;
  private final Path process;
  private final Path logs;

  HubProcessStats(RunningHub hub) {
    this.pid = hub.server().pid();
    this.process = Path.of("/proc", String.valueOf(pid));
    this.logs = hub.data().resolve("logs");
  }

  /** How many connections are open, listening ones included. */
  int sockets() {
    int sockets = 0;
    for (Path file : in(process.resolve("fd"))) {
      try {
        sockets += Files.readSymbolicLink(file).toString().startsWith("socket:") ? 1 : 0;
      } catch (IOException e) {
        // Closed meanwhile.
      }
    }
    return sockets;
  }

  /** How many files are open, connections included. */
  int files() {
    return in(process.resolve("fd")).size();
  }

  /** How many WebSockets the heap holds after a collection: open ones, and those left behind. */
  int webSockets() {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    try {
      Process tool =
          new ProcessBuilder(jcmd, String.valueOf(pid), "GC.class_histogram")
              .redirectErrorStream(true)
              .start();
      String histogram = new String(tool.getInputStream().readAllBytes());
      assertTrue(histogram.contains("java.lang.String"), histogram);
      Matcher line = WEB_SOCKETS.matcher(histogram);
      return line.find() ? Integer.parseInt(line.group(1)) : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many threads there are of each name; numbers in names are left out. */
  Map<String, Integer> threads() {
    Map<String, Integer> threads = new TreeMap<>();
    for (Path task : in(process.resolve("task"))) {
      try {
        String name = Files.readString(task.resolve("comm")).strip();
        threads.merge(name.replaceAll("[0-9]+", "#"), 1, Integer::sum);
      } catch (IOException e) {
        // Ended meanwhile.
      }
    }
    return threads;
  }

  /** What the log tells of mistakes of the hub's, and how often: SEVERE lines and exceptions. */
  Map<String, Integer> loggedErrors() {
    Map<String, Integer> mistakes = new TreeMap<>();
    for (Path log : in(logs)) {
      if (!Files.isSymbolicLink(log) && !log.toString().endsWith(".lck")) {
        String said = "";
        String before = "";
        for (String line : lines(log)) {
          // Above a stack trace stands the exception, and above that what was logged with it.
          boolean firstOfTrace = line.startsWith("\tat ") && !before.startsWith("\tat ");
          boolean known = OF_THE_SERVER.stream().anyMatch(line::contains);
          if (!known && (firstOfTrace || ERRORS.stream().anyMatch(line::contains))) {
            String mistake = firstOfTrace ? said + ": " + before : line;
            mistakes.merge(DATE.matcher(mistake).replaceFirst(""), 1, Integer::sum);
          }
          said = before;
          before = line;
        }
      }
    }
    return mistakes;
  }

  private static List<String> lines(Path log) {
    try {
      return Files.readAllLines(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> in(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
