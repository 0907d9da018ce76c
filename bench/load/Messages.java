import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Base64;

/** Readings as they go over the wire. */
final class Messages {

  /** The most bytes that the head of a frame has. */
  static final int FRAME_HEAD = 14;

  private static final byte[] LENGTH = "Content-Length: ".getBytes(UTF_8);
  private static final ThreadLocal<byte[]> SCRATCH = ThreadLocal.withInitial(() -> new byte[65_536]);

  private Messages() {}

  /**
   * Writes one message with {@code count} readings, numbered from {@code seq} on; gives the offset
   * behind it.
   */
  static int write(byte[] to, int offset, Connection connection, Template body, long seq, long nanos, int count) {
    byte[] payload = SCRATCH.get();
    End end = connection.end;
    int length = 0;
    if (end.kind == End.Kind.SIO) {
      payload[0] = '4';
      payload[1] = '2';
      length = 2;
    }
    if (body != null) {
      length = body(payload, length, connection, body, seq, nanos, count);
    }
    return switch (end.kind) {
      case WS, SIO -> frame(to, offset, payload, length);
      case TCP -> line(to, offset, payload, length, end.base64);
      case MQTT -> publish(to, offset, payload, length, end.topic);
      case HTTP -> request(to, offset, payload, length, connection, seq, nanos);
      case SSE -> throw new IllegalArgumentException("nobody can send by SSE");
    };
  }

  private static int body(byte[] to, int offset, Connection connection, Template body, long seq, long nanos, int count) {
    End end = connection.end;
    if (end.batch == 1) {
      return body.render(to, offset, seq, nanos, connection);
    }
    int at = Template.put(to, offset, end.open);
    for (int i = 0; i < count; i++) {
      at = i == 0 ? at : Template.put(to, at, end.between);
      at = body.render(to, at, seq + i, nanos, connection);
    }
    return Template.put(to, at, end.close);
  }

  /** A text frame of a client. Its mask is 0, which is legal and costs the generator nothing. */
  static int frame(byte[] to, int offset, byte[] payload, int length) {
    int at = offset;
    to[at++] = (byte) 0x81;
    if (length < 126) {
      to[at++] = (byte) (0x80 | length);
    } else {
      to[at++] = (byte) (0x80 | 126);
      to[at++] = (byte) (length >> 8);
      to[at++] = (byte) length;
    }
    Arrays.fill(to, at, at + 4, (byte) 0);
    System.arraycopy(payload, 0, to, at + 4, length);
    return at + 4 + length;
  }

  private static int line(byte[] to, int offset, byte[] payload, int length, boolean base64) {
    int at = offset;
    if (base64) {
      at = Template.put(to, at, Base64.getEncoder().encode(Arrays.copyOf(payload, length)));
    } else {
      System.arraycopy(payload, 0, to, at, length);
      at += length;
    }
    to[at++] = '\n';
    return at;
  }

  private static int publish(byte[] to, int offset, byte[] payload, int length, byte[] topic) {
    int at = offset;
    int rest = 2 + topic.length + length;
    to[at++] = 0x30;
    do {
      to[at++] = (byte) (rest > 127 ? rest & 127 | 128 : rest);
      rest >>= 7;
    } while (rest > 0);
    to[at++] = (byte) (topic.length >> 8);
    to[at++] = (byte) topic.length;
    at = Template.put(to, at, topic);
    System.arraycopy(payload, 0, to, at, length);
    return at + length;
  }

  private static int request(byte[] to, int offset, byte[] payload, int length, Connection connection, long seq, long nanos) {
    End end = connection.end;
    int at = Template.put(to, offset, end.method.equals("GET") ? GET : POST);
    at = end.path.render(to, at, seq, nanos, connection);
    at = Template.put(to, at, VERSION);
    at = end.headers.render(to, at, seq, nanos, connection);
    if (end.body != null) {
      at = Template.put(to, at, LENGTH);
      at = Template.decimal(to, at, length);
      at = Template.put(to, at, LINE);
    }
    at = Template.put(to, at, LINE);
    System.arraycopy(payload, 0, to, at, length);
    return at + length;
  }

  private static final byte[] GET = "GET ".getBytes(UTF_8);
  private static final byte[] POST = "POST ".getBytes(UTF_8);
  private static final byte[] VERSION =
      " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n".getBytes(UTF_8);
  private static final byte[] LINE = "\r\n".getBytes(UTF_8);
}
