import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;

/** What is said before the first reading: upgrades, CONNECT packets, subscriptions. */
final class Handshake {

  private static final byte[] BLANK_LINE = "\r\n\r\n".getBytes(UTF_8);

  private final Connection connection;
  private final End end;

  private Handshake(Connection connection) {
    this.connection = connection;
    this.end = connection.end;
  }

  /** Does it, blocking. */
  static void of(Connection connection) throws IOException {
    Handshake handshake = new Handshake(connection);
    switch (connection.end.kind) {
      case WS -> handshake.upgrade();
      case SIO -> handshake.socketIo();
      case SSE -> handshake.events();
      case MQTT -> handshake.mqtt();
      case HTTP, TCP -> {}
    }
    byte[] bytes = new byte[65_536];
    for (Template hello : connection.end.hello) {
      connection.write(bytes, Messages.write(bytes, 0, connection, hello, 0, System.nanoTime(), 1));
    }
  }

  private void ask(String more) throws IOException {
    String head =
        "GET %s HTTP/1.1\r\nHost: %s:%d\r\n%s%s\r\n"
            .formatted(end.path.text(connection), end.host, end.port, more, end.headers.text(connection));
    byte[] bytes = head.getBytes(UTF_8);
    connection.write(bytes, bytes.length);
  }

  /** The head of the answer. */
  private String head() throws IOException {
    int at = Bytes.indexOf(connection.rest, 0, connection.restLength, BLANK_LINE);
    while (at < 0) {
      connection.fill();
      at = Bytes.indexOf(connection.rest, 0, connection.restLength, BLANK_LINE);
    }
    String head = new String(connection.rest, 0, at, ISO_8859_1);
    connection.drop(at + BLANK_LINE.length);
    return head;
  }

  private void upgrade() throws IOException {
    ask(
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
    String head = head();
    if (!head.startsWith("HTTP/1.1 101")) {
      throw new IOException("the upgrade was answered by " + head.lines().findFirst().orElse(""));
    }
  }

  private void socketIo() throws IOException {
    upgrade();
    expect("0");
    frame("40");
    expect("40");
  }

  private void frame(String text) throws IOException {
    byte[] payload = text.getBytes(UTF_8);
    byte[] bytes = new byte[payload.length + Messages.FRAME_HEAD];
    connection.write(bytes, Messages.frame(bytes, 0, payload, payload.length));
  }

  /** Waits for a text that begins so; pings of Engine.IO in between are answered. */
  private void expect(String start) throws IOException {
    String text = shortFrame();
    while (!text.startsWith(start)) {
      if (!text.equals("2")) {
        throw new IOException("expected " + start + " but got " + text);
      }
      frame("3");
      text = shortFrame();
    }
  }

  private String shortFrame() throws IOException {
    while (connection.restLength < 4) {
      connection.fill();
    }
    int length = connection.rest[1] & 127;
    int head = 2;
    if (length == 126) {
      length = (connection.rest[2] & 255) << 8 | connection.rest[3] & 255;
      head = 4;
    }
    while (connection.restLength < head + length) {
      connection.fill();
    }
    String text = new String(connection.rest, head, length, UTF_8);
    connection.drop(head + length);
    return text;
  }

  private void events() throws IOException {
    ask("Accept: text/event-stream\r\nCache-Control: no-cache\r\n");
    String head = head().toLowerCase(java.util.Locale.ROOT);
    if (!head.matches("(?s)http/1\\.[01] 200.*")) {
      throw new IOException("events were answered by " + head.lines().findFirst().orElse(""));
    }
    connection.isChunked = head.contains("transfer-encoding: chunked");
  }

  /** MQTT 3.1.1: CONNECT, and SUBSCRIBE with QoS 0 for a page. */
  private void mqtt() throws IOException {
    byte[] id = ((connection.isPage ? "S" : "P") + ProcessHandle.current().pid() + "-" + connection.index).getBytes(UTF_8);
    byte[] packet = new byte[256];
    byte[] fixed = {0x10, (byte) (12 + id.length), 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 0, 0, (byte) id.length};
    connection.write(packet, Template.put(packet, Template.put(packet, 0, fixed), id));
    answer(4, 0x20);
    if (connection.isPage) {
      byte[] topic = end.topic;
      byte[] head = {(byte) 0x82, (byte) (5 + topic.length), 0, 1, 0, (byte) topic.length};
      int length = Template.put(packet, Template.put(packet, 0, head), topic);
      packet[length] = 0;
      connection.write(packet, length + 1);
      answer(5, 0x90);
    }
  }

  private void answer(int length, int type) throws IOException {
    while (connection.restLength < length) {
      connection.fill();
    }
    if ((connection.rest[0] & 0xf0) != type || connection.rest[length - 1] != 0) {
      throw new IOException("the broker refused");
    }
    connection.drop(length);
  }
}
