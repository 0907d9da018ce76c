package org.kymata.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Connections that say nothing cost little and harm nobody. {@code -Dkymata.test.idle=4} holds four
 * times as many.
 */
class IdleConnectionsIT {

  private static final double SCALE =
      Double.parseDouble(System.getProperty("kymata.test.idle", "1"));
  private static final int LINES = (int) (2_000 * SCALE);
  private static final int SOCKETS = (int) (250 * SCALE);
  private static final int A_SOURCE = 100;

  private final List<Socket> lines = new ArrayList<>();
  private final List<RawWebSocket> sockets = new ArrayList<>();

  @Test
  void idleConnectionsAreHeldWhileEveryDoorTakesReadings() throws IOException {
    try (RunningHub hub = RunningHub.start()) {
      Api admin = hub.admin();
      Api.NewNode node = admin.createNode("idle");
      HubLevel level = new HubLevel(hub);
      int before = level.sockets();
      try (GoodClients good = GoodClients.start(hub, admin)) {
        hold(hub, node);
        Waiting.until("all connections", () -> level.sockets() >= before + LINES + 2 * SOCKETS);
        good.awaitMore(20);
        good.stop();
        good.check();
        assertAllOpen();
      } finally {
        lines.forEach(Wire::close);
        sockets.forEach(RawWebSocket::close);
      }
      Waiting.until("closed connections", () -> level.sockets() <= before + 4);
      hub.stop();
    }
  }

  private void hold(RunningHub hub, Api.NewNode node) {
    for (int i = 0; i < LINES; i++) {
      lines.add(Wire.connect("127.0.2." + (1 + i / A_SOURCE), hub.tcpPort()));
    }
    String bearer = "Bearer " + node.token();
    for (int i = 0; i < SOCKETS; i++) {
      String from = "127.0.3." + (1 + i / A_SOURCE);
      sockets.add(RawWebSocket.open(from, hub.nodePort(), "/"));
      sockets.add(RawWebSocket.open(from, GoodClients.port(hub), "/ws", "Authorization", bearer));
    }
  }

  /** Each still takes what is sent: a line that is wrong is answered, a ping is too. */
  private void assertAllOpen() {
    byte[] wrong = "?\n".getBytes(UTF_8);
    try {
      for (Socket line : lines) {
        line.getOutputStream().write(wrong);
      }
      for (Socket line : lines) {
        String answer = new String(readLine(line), UTF_8);
        assertTrue(new String(Base64.getDecoder().decode(answer), UTF_8).contains("error"), answer);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("an idle connection was closed", e);
    }
    for (RawWebSocket socket : sockets) {
      assertTrue(socket.sync(), "an idle WebSocket was closed");
    }
  }

  private static byte[] readLine(Socket socket) throws IOException {
    java.io.ByteArrayOutputStream line = new java.io.ByteArrayOutputStream();
    for (int read = socket.getInputStream().read(); read != '\n'; ) {
      if (read < 0) {
        throw new IOException("closed");
      }
      line.write(read);
      read = socket.getInputStream().read();
    }
    return line.toByteArray();
  }
}
