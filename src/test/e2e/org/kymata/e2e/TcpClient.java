package org.kymata.e2e;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A sensor on the TCP port: lines of base64, each of one JSON object. */
final class TcpClient implements AutoCloseable {

  private final Socket socket;
  private final OutputStream out;

  TcpClient(int port) {
    try {
      socket = new Socket("127.0.0.1", port);
      out = socket.getOutputStream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends a JSON object. */
  void send(String json) {
    line(Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8)));
  }

  /** Sends a line unchanged. */
  void line(String line) {
    try {
      out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
