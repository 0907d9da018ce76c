package org.kymata.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The agent of {@code firmware/linux-agent}, compiled from its sources, as a process. */
final class LinuxAgentProcess implements AutoCloseable {

  private final List<String> command;
  private HubProcess process;

  private LinuxAgentProcess(List<String> command) {
    this.command = command;
    startAgain();
  }

  /** Starts an agent with these options. */
  static LinuxAgentProcess start(String... options) {
    List<String> command = new ArrayList<>(List.of(compiled().toString()));
    command.addAll(List.of(options));
    return new LinuxAgentProcess(command);
  }

  private static Path compiled() {
    Path root = RunningHub.projectRoot();
    Path build = root.resolve("target").resolve("linux-agent");
    try (HubProcess make =
        HubProcess.start(
            root,
            Map.of(),
            List.of("make", "-s", "-C", "firmware/linux-agent", "BUILD=" + build))) {
      assertEquals(0, make.awaitExit(), make::output);
    }
    return build.resolve("kymata-agent");
  }

  /** Starts it again, after it was killed. */
  void startAgain() {
    process = HubProcess.start(RunningHub.projectRoot(), Map.of(), command);
  }

  /** Kills it by SIGKILL. */
  void kill9() {
    ProcessHandle.of(process.pid()).orElseThrow().destroyForcibly();
    process.awaitExit();
  }

  /** Its output, for failure messages. */
  String output() {
    return process.output();
  }

  @Override
  public void close() {
    process.close();
  }
}
