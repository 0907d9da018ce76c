import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;

/** Takes what comes from the hub apart into messages. One thread. */
final class Inbound {

  /** Takes whole messages, whose bytes are valid during the call alone. */
  interface Taker {
    void payload(Connection connection, byte[] bytes, int from, int to, long nanos) throws IOException;

    /** Comes for an HTTP answer; {@code closes}: the hub ends the connection after it. */
    void answer(Connection connection, int status, boolean closes, long nanos) throws IOException;
  }

  private static final int MOST = 8 << 20;
  private static final int AT_ONCE = 256 << 10;
  private static final byte[] BLANK_LINE = "\r\n\r\n".getBytes(UTF_8);

  private final byte[] bytes = new byte[MOST];
  private final ByteBuffer view = ByteBuffer.wrap(bytes);
  private final Taker taker;

  Inbound(Taker taker) {
    this.taker = taker;
  }

  /** Reads what is there. */
  void read(Connection connection) throws IOException {
    int had = connection.restLength;
    if (had + AT_ONCE > MOST) {
      throw new IOException("a message of over " + had + " bytes");
    }
    System.arraycopy(connection.rest, 0, bytes, 0, had);
    int got = connection.channel.read(view.limit(had + AT_ONCE).position(had));
    if (got < 0) {
      throw new EOFException("closed by the hub");
    }
    take(connection, had + got);
  }

  /** Takes what came together with the handshake. */
  void takeRest(Connection connection) throws IOException {
    System.arraycopy(connection.rest, 0, bytes, 0, connection.restLength);
    take(connection, connection.restLength);
  }

  private void take(Connection connection, int end) throws IOException {
    long now = System.nanoTime();
    int taken =
        switch (connection.end.kind) {
          case WS, SIO -> frames(connection, end, now);
          case HTTP -> answers(connection, end, now);
          case SSE -> stream(connection, end, now);
          case MQTT -> packets(connection, end, now);
          case TCP -> lines(connection, end, now);
        };
    int left = end - taken;
    if (left > connection.rest.length) {
      connection.rest = new byte[Math.max(left, connection.rest.length * 2)];
    }
    System.arraycopy(bytes, taken, connection.rest, 0, left);
    connection.restLength = left;
  }

  // --- WebSocket, and Socket.IO in it

  private int frames(Connection connection, int end, long now) throws IOException {
    int at = 0;
    while (end - at >= 2) {
      int head = 2;
      long length = bytes[at + 1] & 127;
      if (length >= 126) {
        int more = length == 126 ? 2 : 8;
        head += more;
        if (end - at < head) {
          return at;
        }
        length = 0;
        for (int i = at + 2; i < at + head; i++) {
          length = length << 8 | bytes[i] & 255;
        }
      }
      if (end - at < head + length) {
        return at;
      }
      int from = at + head;
      frame(connection, bytes[at], from, from + (int) length, now);
      at = from + (int) length;
    }
    return at;
  }

  private void frame(Connection connection, byte first, int from, int to, long now) throws IOException {
    int code = first & 15;
    boolean isLast = (first & 128) != 0;
    if (code == 8) {
      int reason = to - from >= 2 ? (bytes[from] & 255) << 8 | bytes[from + 1] & 255 : 0;
      String words = to - from > 2 ? " " + new String(bytes, from + 2, to - from - 2, UTF_8) : "";
      throw new EOFException("closed by the hub with " + reason + words);
    } else if (code == 9) {
      byte[] pong = new byte[to - from + Messages.FRAME_HEAD];
      int length = Messages.frame(pong, 0, Arrays.copyOfRange(bytes, from, to), to - from);
      pong[0] = (byte) 0x8a;
      connection.send(pong, length);
    } else if (code != 10 && isLast && code != 0) {
      text(connection, bytes, from, to, now);
    } else if (code != 10) {
      gather(connection, bytes, from, to);
      if (isLast) {
        int length = connection.partsLength;
        connection.partsLength = 0;
        text(connection, connection.parts, 0, length, now);
      }
    }
  }

  private static void gather(Connection connection, byte[] from, int start, int end) {
    int length = end - start;
    if (connection.partsLength + length > connection.parts.length) {
      connection.parts = Arrays.copyOf(connection.parts, 2 * (connection.partsLength + length));
    }
    System.arraycopy(from, start, connection.parts, connection.partsLength, length);
    connection.partsLength += length;
  }

  private void text(Connection connection, byte[] from, int start, int end, long now) throws IOException {
    if (connection.end.kind == End.Kind.SIO && end - start == 1 && from[start] == '2') {
      byte[] pong = new byte[1 + Messages.FRAME_HEAD];
      connection.send(pong, Messages.frame(pong, 0, new byte[] {'3'}, 1));
      return;
    }
    taker.payload(connection, from, start, end, now);
  }

  // --- HTTP

  private int answers(Connection connection, int end, long now) throws IOException {
    int at = 0;
    while (true) {
      int head = Bytes.indexOf(bytes, at, end, BLANK_LINE);
      if (head < 0) {
        return at;
      }
      String lines = new String(bytes, at, head - at, UTF_8).toLowerCase(Locale.ROOT);
      int status = Integer.parseInt(lines.substring(9, 12));
      boolean closes = field(lines, "connection").equals("close");
      String length = field(lines, "content-length");
      int next = head + 4;
      if (!length.isEmpty()) {
        next += Integer.parseInt(length);
      } else if (field(lines, "transfer-encoding").equals("chunked")) {
        next = behindChunks(next, end);
      }
      if (next > end) {
        return at;
      }
      at = next;
      taker.answer(connection, status, closes, now);
      if (closes) {
        return end;
      }
    }
  }

  private static String field(String head, String name) {
    int at = head.indexOf("\r\n" + name + ":");
    if (at < 0) {
      return "";
    }
    int from = at + name.length() + 3;
    int to = head.indexOf("\r\n", from);
    return head.substring(from, to < 0 ? head.length() : to).strip();
  }

  /** Where the last chunk ends; beyond {@code end} when it is not there yet. */
  private int behindChunks(int from, int end) {
    int at = from;
    while (true) {
      int line = at;
      while (line < end && bytes[line] != '\n') {
        line++;
      }
      if (line >= end) {
        return end + 1;
      }
      int size = Integer.parseInt(new String(bytes, at, line - at, UTF_8).strip(), 16);
      at = line + 1 + size + 2;
      if (size == 0 || at > end) {
        return at;
      }
    }
  }

  // --- Server-sent events

  private int stream(Connection connection, int end, long now) throws IOException {
    if (!connection.isChunked) {
      events(connection, 0, end, now);
      return end;
    }
    int at = 0;
    while (at < end) {
      if (connection.chunk >= 0) {
        int length = Math.min(connection.chunk, end - at);
        events(connection, at, at + length, now);
        at += length;
        connection.chunk = connection.chunk == length ? -1 : connection.chunk - length;
        continue;
      }
      int line = at;
      while (line < end && bytes[line] != '\n') {
        line++;
      }
      if (line == end) {
        return at;
      }
      String size = new String(bytes, at, line - at, UTF_8).strip();
      at = line + 1;
      // Blank: the end of the chunk before.
      if (!size.isEmpty()) {
        connection.chunk = Integer.parseInt(size, 16);
        if (connection.chunk == 0) {
          throw new EOFException("the stream ended");
        }
      }
    }
    return at;
  }

  private void events(Connection connection, int from, int to, long now) throws IOException {
    gather(connection, bytes, from, to);
    byte[] all = connection.parts;
    int start = 0;
    for (int i = Math.max(1, connection.partsScanned); i < connection.partsLength; i++) {
      if (all[i] == '\n' && all[i - 1] == '\n') {
        if (i - start > 1) {
          taker.payload(connection, all, start, i, now);
        }
        start = i + 1;
      }
    }
    System.arraycopy(all, start, all, 0, connection.partsLength - start);
    connection.partsLength -= start;
    connection.partsScanned = connection.partsLength;
  }

  // --- MQTT and lines

  private int packets(Connection connection, int end, long now) throws IOException {
    int at = 0;
    while (end - at >= 2) {
      int length = 0;
      int body = at + 1;
      int shift = 0;
      boolean isWhole = false;
      while (body < end && !isWhole) {
        length |= (bytes[body] & 127) << shift;
        shift += 7;
        isWhole = bytes[body++] >= 0;
      }
      if (!isWhole || end - body < length) {
        return at;
      }
      if ((bytes[at] & 0xf0) == 0x30) {
        int topic = (bytes[body] & 255) << 8 | bytes[body + 1] & 255;
        taker.payload(connection, bytes, body + 2 + topic, body + length, now);
      }
      at = body + length;
    }
    return at;
  }

  private int lines(Connection connection, int end, long now) throws IOException {
    int start = 0;
    for (int i = 0; i < end; i++) {
      if (bytes[i] == '\n') {
        taker.payload(connection, bytes, start, i, now);
        start = i + 1;
      }
    }
    return start;
  }
}
