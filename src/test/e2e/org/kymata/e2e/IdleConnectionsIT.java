package org.kymata.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Idle connections cost little and do not affect others. {@code -Dkymata.test.idle=4} holds four
 * times as many.
 */
class IdleConnectionsIT {

  private static final double SCALE =
      Double.parseDouble(System.getProperty("kymata.test.idle", "0.5"));
  private static final int LINES = (int) (2_000 * SCALE);
  private static final int SOCKETS = (int) (250 * SCALE);
  private static final int A_SOURCE = 100;

  private final List<Socket> lines = new ArrayList<>();
  private final List<RawWebSocket> sockets = new ArrayList<>();

  @Test
  void idleConnectionsAreHeldWhileEveryTransportReceivesReadings() throws IOException {
    // By default one node may have at most 512 of them.
    try (RunningHub hub = RunningHub.start(Map.of("KYMATA_CLIENT_CONNECTIONS", "100000"))) {
      ApiClient admin = hub.admin();
      ApiClient.NewNode node = admin.createNode("idle");
      HubProcessStats level = new HubProcessStats(hub);
      int before = level.sockets();
      try (WellBehavedClients good = WellBehavedClients.start(hub, admin)) {
        hold(hub, node);
        Timeouts.until("all connections", () -> level.sockets() >= before + LINES + 2 * SOCKETS);
        good.awaitMore(20);
        good.stop();
        good.check();
        assertAllOpen();
      } finally {
        lines.forEach(LoopbackSockets::close);
        sockets.forEach(RawWebSocket::close);
      }
      Timeouts.until("closed connections", () -> level.sockets() <= before + 4);
      hub.stop();
    }
  }

  /**
   * Every kind of unfinished input, from unknown senders who never read: each of them once filled
   * the default heap and ended the hub.
   */
  @Test
  void whatIsNeverFinishedFillsNoMemory() throws IOException {
    try (RunningHub hub = RunningHub.start()) {
      ApiClient admin = hub.admin();
      List<Socket> held = new ArrayList<>();
      try (WellBehavedClients good = WellBehavedClients.start(hub, admin)) {
        UnfinishedInput attack = new UnfinishedInput(hub, held);
        attack.hugeFrames(45);
        good.awaitMore(5);
        attack.frames(850);
        good.awaitMore(5);
        attack.fragments(300);
        attack.unreadPongs(20);
        good.awaitMore(5);
        attack.heads(3_000);
        attack.lines(1_000);
        good.awaitMore(5);
        good.stop();
        good.check();
        String metrics = admin.send("GET", "metrics", null).body();
        assertTrue(
            figure(metrics, "kymata_client_connections_bytes")
                <= 1.125 * figure(metrics, "kymata_client_connections_max_bytes"),
            metrics);
        assertTrue(
            figure(metrics, "kymata_client_connections_closed_total{reason=\"memory\"}") > 0,
            metrics);
      } finally {
        held.forEach(LoopbackSockets::close);
      }
      hub.stop();
    }
  }

  private static double figure(String metrics, String name) {
    return metrics
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + name + " in " + metrics));
  }

  private void hold(RunningHub hub, ApiClient.NewNode node) {
    for (int i = 0; i < LINES; i++) {
      lines.add(LoopbackSockets.connect("127.0.2." + (1 + i / A_SOURCE), hub.tcpPort()));
    }
    String bearer = "Bearer " + node.token();
    for (int i = 0; i < SOCKETS; i++) {
      String from = "127.0.3." + (1 + i / A_SOURCE);
      sockets.add(RawWebSocket.open(from, hub.nodePort(), "/"));
      sockets.add(
          RawWebSocket.open(from, WellBehavedClients.port(hub), "/ws", "Authorization", bearer));
    }
  }

  /** Checks that each still gets a reply: to a wrong line, and to a ping. */
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
