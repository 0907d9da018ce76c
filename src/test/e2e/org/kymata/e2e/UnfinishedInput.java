package org.kymata.e2e;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;

/**
 * Sends unfinished input over connections that stay open. The hub may close or reject some of them
 * meanwhile.
 */
final class UnfinishedInput {

  private static final String FROM = "127.0.8.";
  private static final int CHUNK = 64 << 10;

  private final RunningHub hub;
  private final List<Socket> held;
  private int number;

  UnfinishedInput(RunningHub hub, List<Socket> held) {
    this.hub = hub;
    this.held = held;
  }

  private interface SocketAction {
    void send(Socket socket) throws IOException;
  }

  private void begin(int count, int port, SocketAction sending) {
    for (int i = 0; i < count; i++) {
      try {
        Socket socket = LoopbackSockets.connect(FROM + (1 + number++ % 200), port);
        held.add(socket);
        sending.send(socket);
      } catch (IOException | UncheckedIOException e) {
        // Rejected, or closed while this wrote to it.
        continue;
      }
    }
  }

  private void webSockets(int count, SocketAction sending) {
    String handshake =
        "GET / HTTP/1.1\r\nHost: localhost:"
            + hub.nodePort()
            + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
    begin(
        count,
        hub.nodePort(),
        socket -> {
          socket.getOutputStream().write(handshake.getBytes(US_ASCII));
          StringBuilder head = new StringBuilder();
          while (!head.toString().endsWith("\r\n\r\n")) {
            int read = socket.getInputStream().read();
            if (read < 0) {
              throw new IOException("closed");
            }
            head.append((char) read);
          }
          sending.send(socket);
        });
  }

  private static byte[] part(int firstByte, int announced, int sent) {
    byte[] frame = RawWebSocket.frame(firstByte, new byte[announced], true);
    return Arrays.copyOf(frame, frame.length - announced + sent);
  }

  /** Frames of 3.9 MB, without their last byte. */
  void hugeFrames(int count) {
    byte[] frame = part(RawWebSocket.LAST | RawWebSocket.TEXT, 3_900_000, 3_899_999);
    webSockets(
        count,
        socket -> {
          for (int from = 0; from < frame.length; from += CHUNK) {
            socket.getOutputStream().write(frame, from, Math.min(CHUNK, frame.length - from));
          }
        });
  }

  /** Frames of 64 KiB, without their last byte. */
  void frames(int count) {
    byte[] frame = part(RawWebSocket.LAST | RawWebSocket.TEXT, 65_536, 65_535);
    webSockets(count, socket -> socket.getOutputStream().write(frame));
  }

  /** Fragmented messages without the last fragment. */
  void fragments(int count) {
    byte[] first = part(RawWebSocket.TEXT, 60_000, 60_000);
    byte[] more = part(RawWebSocket.CONTINUATION, 5, 5);
    webSockets(
        count,
        socket -> {
          socket.getOutputStream().write(first);
          socket.getOutputStream().write(more);
        });
  }

  /** Pings whose answers are not read. */
  void unreadPongs(int count) {
    ByteArrayOutputStream pings = new ByteArrayOutputStream();
    for (int i = 0; i < 1_000; i++) {
      pings.writeBytes(part(RawWebSocket.LAST | RawWebSocket.PING, 100, 100));
    }
    webSockets(count, socket -> socket.getOutputStream().write(pings.toByteArray()));
  }

  /** Request heads without an end. */
  void heads(int count) {
    byte[] head =
        ("GET /login HTTP/1.1\r\nHost: localhost\r\nX-Filler: " + "x".repeat(7_800))
            .getBytes(US_ASCII);
    begin(count, hub.port(), socket -> socket.getOutputStream().write(head));
  }

  /** Lines without an end. */
  void lines(int count) {
    byte[] line = "x".repeat(4_000).getBytes(US_ASCII);
    begin(count, hub.tcpPort(), socket -> socket.getOutputStream().write(line));
  }
}
