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

/** The resources that a hub's process holds, as the kernel reports them, and its log. */
final class HubProcessStats {

  private static final List<String> ERRORS =
      List.of(
          " SEVERE ",
          "OutOfMemory",
          "StackOverflow",
          "Exception in thread",
          // Our own log line for a server that we do not know.
          "the WebSocket implementation is not the one known",
          "may mix up WebSockets",
          "may keep WebSockets that ended");
  private static final Pattern DATE = Pattern.compile("^[0-9-]+ [0-9:.]+ ");

  // The server answers and logs an address with an incomplete escape (/%4) before the application
  // gets it.
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

  /** Number of open sockets, including listening ones. */
  int sockets() {
    int sockets = 0;
    for (Path file : in(process.resolve("fd"))) {
      try {
        sockets += Files.readSymbolicLink(file).toString().startsWith("socket:") ? 1 : 0;
      } catch (IOException e) {
        // It was closed meanwhile.
      }
    }
    return sockets;
  }

  /** Number of open files, including sockets. */
  int files() {
    return in(process.resolve("fd")).size();
  }

  /** Number of WebSockets in the heap after a collection: open ones, and leaked ones. */
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

  /** Number of threads by name; numbers in names are left out. */
  Map<String, Integer> threads() {
    Map<String, Integer> threads = new TreeMap<>();
    for (Path task : in(process.resolve("task"))) {
      try {
        String name = Files.readString(task.resolve("comm")).strip();
        threads.merge(name.replaceAll("[0-9]+", "#"), 1, Integer::sum);
      } catch (IOException e) {
        // It ended meanwhile.
      }
    }
    return threads;
  }

  /** The errors in the log, and how often they occur: SEVERE lines and exceptions. */
  Map<String, Integer> loggedErrors() {
    Map<String, Integer> mistakes = new TreeMap<>();
    for (Path log : in(logs)) {
      if (!Files.isSymbolicLink(log) && !log.toString().endsWith(".lck")) {
        String message = "";
        String before = "";
        for (String line : lines(log)) {
          // The exception precedes its stack trace, and the logged message precedes the exception.
          boolean firstOfTrace = line.startsWith("\tat ") && !before.startsWith("\tat ");
          boolean known = OF_THE_SERVER.stream().anyMatch(line::contains);
          if (!known && (firstOfTrace || ERRORS.stream().anyMatch(line::contains))) {
            String mistake = firstOfTrace ? message + ": " + before : line;
            mistakes.merge(DATE.matcher(mistake).replaceFirst(""), 1, Integer::sum);
          }
          message = before;
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
