package org.kymata.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * HTTP/1.1 by hand over one connection, which is opened again when the hub closed it: for requests
 * that no library would send.
 */
public final class KeepAliveHttpClient implements AutoCloseable {

  /**
   * A response.
   *
   * @param status 0 when the connection was closed without one
   */
  public record Reply(int status, String head, String body) {

    /** Whether the hub did what was asked. */
    public boolean isSuccess() {
      return status >= 200 && status < 300 || status == 101;
    }
  }

  private static final int TIMEOUT_MILLIS = 20_000;

  private final int port;
  private final String from;
  private Socket socket;
  private InputStream in;

  /** Connects to this port of the machine. */
  public KeepAliveHttpClient(int port) {
    this(port, "127.0.0.1");
  }

  /** Connects from an address such as 127.0.0.2. */
  public KeepAliveHttpClient(int port, String from) {
    this.port = port;
    this.from = from;
  }

  /** Sends a regular request; headers are whole lines without their ends. */
  public Reply request(String method, String target, String body, String... headers) {
    StringBuilder request = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
    request.append("Host: 127.0.0.1:").append(port).append("\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    if (!body.isEmpty()) {
      request.append("Content-Type: application/json\r\nContent-Length: ");
      request.append(body.getBytes(StandardCharsets.UTF_8).length).append("\r\n");
    }
    return exchangeRaw(request.append("\r\n").append(body).toString());
  }

  /** Sends a raw text and reads one response. */
  public Reply exchangeRaw(String text) {
    boolean fresh = socket == null;
    Reply reply = exchangeOnce(text);
    // The hub may have closed a kept connection in the meantime.
    return reply.status() == 0 && !fresh ? exchangeOnce(text) : reply;
  }

  private Reply exchangeOnce(String text) {
    try {
      send(text);
      return readReply();
    } catch (IOException e) {
      close();
      return new Reply(0, "", "");
    }
  }

  /** Sends a raw text. */
  public void send(String text) throws IOException {
    if (socket == null) {
      socket = new Socket();
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      in = new BufferedInputStream(socket.getInputStream());
    }
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Reads the next response. */
  public Reply readReply() {
    try {
      String head = head();
      if (head.isEmpty()) {
        close();
        return new Reply(0, "", "");
      }
      int status = Integer.parseInt(head.split(" ", 3)[1].strip());
      String lower = head.toLowerCase(Locale.ROOT);
      String body = status == 101 || status == 204 || status == 304 ? "" : body(lower);
      if (status == 101 || lower.contains("\r\nconnection: close")) {
        close();
      }
      return new Reply(status, head, body);
    } catch (SocketTimeoutException e) {
      close();
      throw new AssertionError("the hub neither answers nor closes the connection", e);
    } catch (IOException e) {
      close();
      return new Reply(0, "", "");
    }
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

  private String body(String head) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    if (head.contains("\r\ntransfer-encoding: chunked")) {
      int length = Integer.parseInt(line().strip(), 16);
      while (length > 0) {
        body.write(in.readNBytes(length));
        line();
        length = Integer.parseInt(line().strip(), 16);
      }
      line();
    } else if (head.contains("\r\ncontent-length:")) {
      String length = head.replaceFirst("(?s).*\r\ncontent-length: *([0-9]+).*", "$1");
      body.write(in.readNBytes(Integer.parseInt(length)));
    } else {
      body.write(in.readAllBytes());
      close();
    }
    return body.toString(StandardCharsets.UTF_8);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int read = in.read(); read >= 0 && read != '\n'; read = in.read()) {
      line.append((char) read);
    }
    return line.toString();
  }

  @Override
  public void close() {
    if (socket != null) {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      socket = null;
    }
  }
}
