package org.kymata.e2e;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.OptionalInt;

/** HTTP/1.1 by hand over one connection, since no library would send malformed requests. */
final class RawHttp implements AutoCloseable {

  private final Socket socket;
  private final InputStream in;
  private boolean closing;
  private String lastHead = "";

  private RawHttp(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  /** Connects from an address such as 127.0.0.2. */
  static RawHttp open(String from, int port) throws IOException {
    return new RawHttp(LoopbackSockets.connect(from, port));
  }

  /** A request; headers are complete lines, each with its line end. */
  static byte[] request(String method, byte[] target, String headers, byte[] body) {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(ascii(method + " "));
    request.writeBytes(target);
    request.writeBytes(ascii(" HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n"));
    request.writeBytes(body);
    return request.toByteArray();
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Sends bytes unchanged. */
  void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /**
   * Reads one answer completely; returns its status, or nothing when the hub closed the connection.
   */
  OptionalInt status() {
    try {
      String head = head();
      if (head.isEmpty()) {
        return OptionalInt.empty();
      }
      lastHead = head;
      skipBody(head.toLowerCase(Locale.ROOT));
      closing = head.contains("\r\nConnection: close");
      return OptionalInt.of(Integer.parseInt(head.split(" ", 3)[1]));
    } catch (SocketTimeoutException e) {
      throw new AssertionError("the hub neither answers nor closes the connection", e);
    } catch (IOException e) {
      return OptionalInt.empty();
    }
  }

  /** Whether the hub announced that it closes the connection after its last answer. */
  boolean isClosing() {
    return closing;
  }

  /** Reads the head of an answer whose body has no end. */
  String headOnly() throws IOException {
    lastHead = head();
    return lastHead;
  }

  /** The head of the last answer. */
  String lastHead() {
    return lastHead;
  }

  private String head() throws IOException {
    StringBuilder head = new StringBuilder();
    for (int read = in.read(); read >= 0; read = in.read()) {
      head.append((char) read);
      if (read == '\n' && head.toString().endsWith("\r\n\r\n")) {
        return head.toString();
      }
    }
    return "";
  }

  private void skipBody(String head) throws IOException {
    int length = head.indexOf("\r\ncontent-length:");
    if (head.contains("\r\ntransfer-encoding: chunked")) {
      int chunk;
      do {
        chunk = Integer.parseInt(line(), 16);
        in.skipNBytes(chunk + 2);
      } while (chunk > 0);
    } else if (length >= 0) {
      int start = head.indexOf(':', length) + 1;
      in.skipNBytes(Long.parseLong(head.substring(start, head.indexOf("\r\n", start)).strip()));
    }
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int read = in.read(); read != '\n'; read = in.read()) {
      if (read < 0) {
        throw new IOException("the answer ends too early");
      }
      line.append((char) read);
    }
    return line.toString().strip();
  }

  @Override
  public void close() {
    LoopbackSockets.close(socket);
  }
}
