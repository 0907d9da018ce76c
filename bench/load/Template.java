import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

/**
 * A text with places to be filled in, rendered without allocation: {@code ${seq}} number of the
 * reading, {@code ${ts}} nanoseconds, {@code ${ms}} epoch milliseconds, {@code ${val}} a number
 * below 1,024, {@code ${i}} {@code ${token}} {@code ${node}} of the connection.
 */
final class Template {

  private final Object[] parts;

  Template(String text) {
    List<Object> found = new ArrayList<>();
    int at = 0;
    for (int open = text.indexOf("${"); open >= 0; open = text.indexOf("${", at)) {
      int close = text.indexOf('}', open);
      found.add(text.substring(at, open).getBytes(UTF_8));
      found.add(text.substring(open + 2, close));
      at = close + 1;
    }
    found.add(text.substring(at).getBytes(UTF_8));
    parts = found.toArray();
  }

  /** Writes it at {@code offset}; gives the offset behind it. */
  int render(byte[] to, int offset, long seq, long nanos, Connection connection) {
    int at = offset;
    for (Object part : parts) {
      at =
          part instanceof byte[] bytes
              ? put(to, at, bytes)
              : place(to, at, (String) part, seq, nanos, connection);
    }
    return at;
  }

  private static int place(byte[] to, int at, String name, long seq, long nanos, Connection connection) {
    return switch (name) {
      case "seq" -> decimal(to, at, seq);
      case "ts" -> decimal(to, at, nanos);
      case "ms" -> decimal(to, at, System.currentTimeMillis());
      case "val" -> decimal(to, at, seq % 1024);
      case "i" -> decimal(to, at, connection.index);
      case "token" -> put(to, at, connection.token);
      case "node" -> put(to, at, connection.node);
      default -> throw new IllegalArgumentException("unknown placeholder " + name);
    };
  }

  String text(Connection connection) {
    byte[] bytes = new byte[65_536];
    return new String(bytes, 0, render(bytes, 0, 0, System.nanoTime(), connection), UTF_8);
  }

  static int put(byte[] to, int at, byte[] bytes) {
    System.arraycopy(bytes, 0, to, at, bytes.length);
    return at + bytes.length;
  }

  static int decimal(byte[] to, int offset, long number) {
    int digits = 1;
    for (long rest = number; rest >= 10; rest /= 10) {
      digits++;
    }
    long rest = number;
    for (int i = offset + digits - 1; i >= offset; i--) {
      to[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    return offset + digits;
  }
}
