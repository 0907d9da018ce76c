package org.kymata.testing;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports for the servers of tests. */
public final class Ports {

  private Ports() {}

  /** A port that nobody uses, below those that the system gives to outgoing connections. */
  public static int free() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(22_001, 32_000);
      try (ServerSocket probe = new ServerSocket(port)) {
        return probe.getLocalPort();
      } catch (IOException e) {
        // Taken: the next one.
      }
    }
  }
}
