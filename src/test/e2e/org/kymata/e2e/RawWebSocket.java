package org.kymata.e2e;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A WebSocket on a plain socket (RFC 6455), since no library would send malformed frames. It reads
 * only on request. Not thread-safe.
 */
final class RawWebSocket implements AutoCloseable {

  static final int LAST = 0x80;
  static final int CONTINUATION = 0x0;
  static final int TEXT = 0x1;
  static final int BINARY = 0x2;
  static final int CLOSE = 0x8;
  static final int PING = 0x9;
  static final int PONG = 0xA;

  private static final String KEY = Base64.getEncoder().encodeToString(new byte[16]);

  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;
  private final List<String> unread = new ArrayList<>();
  private int pings;
  private boolean closed;

  private RawWebSocket(String from, int port, String path, String... headers) throws IOException {
    socket = LoopbackSockets.connect(from, port);
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 512));
    out = socket.getOutputStream();
    StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\n");
    request.append("Host: localhost:" + port + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n");
    request.append("Sec-WebSocket-Key: " + KEY + "\r\nSec-WebSocket-Version: 13\r\n");
    for (int i = 0; i < headers.length; i += 2) {
      request.append(headers[i] + ": " + headers[i + 1] + "\r\n");
    }
    out.write((request + "\r\n").getBytes(StandardCharsets.US_ASCII));
    String head = head();
    if (!head.startsWith("HTTP/1.1 101 ")) {
      socket.close();
      throw new IOException("the handshake was answered with " + head.lines().findFirst());
    }
  }

  /** Connects; headers are name, value, name, value… */
  static RawWebSocket open(String from, int port, String path, String... headers) {
    try {
      return new RawWebSocket(from, port, path, headers);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String head() throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
      head.append((char) in.readUnsignedByte());
    }
    return head.toString();
  }

  /** Sends a text in one frame. */
  void text(String text) {
    frame(LAST | TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Sends a frame, masked as a client must. */
  void frame(int firstByte, byte[] payload) {
    bytes(frame(firstByte, payload, true));
  }

  /** The bytes of a frame. */
  static byte[] frame(int firstByte, byte[] payload, boolean masked) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream(payload.length + 14);
    int mask = masked ? 0x80 : 0;
    frame.write(firstByte);
    if (payload.length < 126) {
      frame.write(mask | payload.length);
    } else if (payload.length < 1 << 16) {
      frame.write(mask | 126);
      frame.write(payload.length >> 8);
      frame.write(payload.length);
    } else {
      frame.write(mask | 127);
      for (int shift = 56; shift >= 0; shift -= 8) {
        frame.write((int) ((long) payload.length >> shift));
      }
    }
    if (masked) {
      // A mask of zeros is valid.
      frame.writeBytes(new byte[4]);
    }
    frame.writeBytes(payload);
    return frame.toByteArray();
  }

  /** Sends bytes unchanged. */
  void bytes(byte[] bytes) {
    try {
      if (!closed) {
        out.write(bytes);
      }
    } catch (IOException e) {
      closed = true;
    }
  }

  /**
   * Waits until the hub has handled everything that was sent, which the answer to a ping shows.
   *
   * @return false when the hub closed the connection instead
   */
  boolean sync() {
    String number = String.valueOf(++pings);
    frame(LAST | PING, number.getBytes(StandardCharsets.US_ASCII));
    while (!closed) {
      byte[] pong = read(PONG);
      if (pong != null && new String(pong, StandardCharsets.US_ASCII).equals(number)) {
        return true;
      }
    }
    return false;
  }

  /** The next text; null when the hub closed the connection instead. */
  String next() {
    while (unread.isEmpty() && !closed) {
      read(TEXT);
    }
    return unread.isEmpty() ? null : unread.remove(0);
  }

  /** The texts that were read and not yet returned. */
  List<String> unread() {
    List<String> texts = List.copyOf(unread);
    unread.clear();
    return texts;
  }

  boolean isClosed() {
    return closed;
  }

  /** Reads one frame; returns its payload if it is of this kind. */
  private byte[] read(int wanted) {
    try {
      int opcode = in.readUnsignedByte() & 0xF;
      int length = in.readUnsignedByte();
      if (length == 126) {
        length = in.readUnsignedShort();
      } else if (length == 127) {
        length = Math.toIntExact(in.readLong());
      }
      byte[] payload = in.readNBytes(length);
      if (opcode == TEXT) {
        unread.add(new String(payload, StandardCharsets.UTF_8));
      }
      closed |= opcode == CLOSE;
      return opcode == wanted ? payload : null;
    } catch (SocketTimeoutException e) {
      throw new AssertionError("the hub neither answers nor closes the connection", e);
    } catch (IOException e) {
      closed = true;
      return null;
    }
  }

  /** Closes it without notice, by a reset. */
  @Override
  public void close() {
    LoopbackSockets.close(socket);
  }
}
