package org.kymata.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A stunnel as docs/operations.md sets it up beside an agent: plain on this side, TLS to the hub.
 */
final class StunnelProcess implements AutoCloseable {

  private final HubProcess process;

  private StunnelProcess(HubProcess process) {
    this.process = process;
  }

  /** Accepts connections at {@code port} of this machine, and forwards them to the hub's. */
  static StunnelProcess start(Path directory, int port, int hubPort, Path authority) {
    try {
      Path file =
          Files.writeString(
              directory.resolve("stunnel.conf"),
              """
              foreground = yes
              pid =
              [kymata]
              client = yes
              accept = 127.0.0.1:%d
              connect = 127.0.0.1:%d
              CAfile = %s
              verifyChain = yes
              checkHost = localhost
              """
                  .formatted(port, hubPort, authority));
      return new StunnelProcess(
          HubProcess.start(directory, Map.of(), List.of("stunnel", file.toString())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String output() {
    return process.output();
  }

  @Override
  public void close() {
    process.close();
  }
}
