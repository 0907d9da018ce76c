package org.kymata.testing;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports for the servers of tests. */
public final class Ports {

  private Ports() {}

  /** A free port, below those that the system uses for outgoing connections. */
  public static int free() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(22_001, 32_000);
      try (ServerSocket probe = new ServerSocket(port)) {
        return probe.getLocalPort();
      } catch (IOException e) {
        // In use: tries the next one.
      }
    }
  }
}
