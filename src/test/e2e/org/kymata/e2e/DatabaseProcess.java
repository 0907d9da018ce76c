package org.kymata.e2e;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.h2.Driver;
import org.kymata.testing.Ports;

/** A relational store in a process of its own, which can be stopped and started again. */
final class DatabaseProcess implements AutoCloseable {

  private static final Pattern RUNNING = Pattern.compile("TCP server running");

  private final Path directory = RunningHub.temporaryDirectory();
  private final int port = Ports.free();
  private HubProcess process;

  DatabaseProcess() {
    start();
  }

  /** Starts it on its data and port. */
  void start() {
    process =
        HubProcess.start(
            directory,
            Map.of(),
            List.of(
                HubProcess.java(),
                "-cp",
                jar(),
                "org.h2.tools.Server",
                "-tcp",
                "-tcpPort",
                String.valueOf(port),
                "-baseDir",
                directory.toString(),
                "-ifNotExists"));
    process.awaitLine(RUNNING, Timeouts.LONG);
  }

  private static String jar() {
    try {
      return Path.of(Driver.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Kills it. */
  void stop() {
    ProcessHandle.of(process.pid()).orElseThrow().destroyForcibly();
    process.awaitExit();
  }

  /** The settings of a hub that uses it. */
  String url() {
    return "jdbc:h2:tcp://127.0.0.1:" + port + "/./kymata";
  }

  @Override
  public void close() {
    process.close();
    RunningHub.delete(directory);
  }
}
