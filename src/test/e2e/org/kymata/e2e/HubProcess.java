package org.kymata.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A process under test: its output, and its end, at the latest together with this JVM. */
final class HubProcess implements AutoCloseable {

  private static final int STOP_SECONDS = 60;

  private final Process process;
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Thread reader;
  private final Thread guard = new Thread(this::kill);

  private HubProcess(Process process) {
    this.process = process;
    this.reader = new Thread(this::read, "output of process " + process.pid());
    reader.setDaemon(true);
    reader.start();
    Runtime.getRuntime().addShutdownHook(guard);
  }

  /**
   * Starts {@code command} in {@code directory}. Of Kymata's settings it only gets those in {@code
   * environment}.
   */
  static HubProcess start(Path directory, Map<String, String> environment, List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("KYMATA_"));
    builder.environment().putAll(environment);
    try {
      return new HubProcess(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The {@code java} that runs this test. */
  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private void read() {
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      output.lines().forEach(lines::add);
    } catch (IOException | UncheckedIOException e) {
      // The output of a killed process may end in the middle of a line.
    }
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** All its output so far. */
  String output() {
    return String.join("\n", lines);
  }

  /** Writes a line to its input. */
  void writeLine(String line) {
    try {
      Writer input = process.outputWriter(StandardCharsets.UTF_8);
      input.write(line + "\n");
      input.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for a line that matches {@code pattern}; fails at once when the process ends. */
  Matcher awaitLine(Pattern pattern, Duration timeout) {
    Timeouts.await("line with '" + pattern + "'", timeout)
        .failFast(
            () -> {
              if (!process.isAlive()) {
                reader.join();
                if (find(pattern) == null) {
                  throw new AssertionError(
                      "ended with code " + process.exitValue() + " and printed:\n" + output());
                }
              }
            })
        .until(() -> find(pattern) != null);
    return find(pattern);
  }

  /** The first line that matches {@code pattern}, or null. */
  Matcher find(Pattern pattern) {
    return lines.stream().map(pattern::matcher).filter(Matcher::find).findFirst().orElse(null);
  }

  /** Asks it to end (SIGTERM). */
  void terminate() {
    process.destroy();
  }

  /** Waits for its end and returns its exit code. */
  int awaitExit() {
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("did not end within " + STOP_SECONDS + " s:\n" + output());
      }
      reader.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /** Ends it in any case: first by SIGTERM. */
  @Override
  public void close() {
    try {
      if (process.isAlive()) {
        process.destroy();
        process.waitFor(STOP_SECONDS, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      kill();
      if (Thread.currentThread() != guard) {
        Runtime.getRuntime().removeShutdownHook(guard);
      }
    }
  }
}
