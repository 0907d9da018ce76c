package org.kymata.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Base64;

/** A node on the raw TCP port: base64 lines in both directions. */
public final class TcpNode implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 20_000;

  private final Socket socket;
  private final BufferedReader lines;

  /** Connects. */
  public TcpNode(int port) {
    this(port, "127.0.0.1");
  }

  /** Connects from an address such as 127.0.0.2. */
  public TcpNode(int port, String from) {
    try {
      InetAddress local = InetAddress.getByName(from);
      socket = new Socket(InetAddress.getLoopbackAddress(), port, local, 0);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.setTcpNoDelay(true);
      lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Uses an existing connection, such as an encrypted one. */
  public TcpNode(Socket connected) {
    try {
      socket = connected;
      socket.setSoTimeout(TIMEOUT_MILLIS);
      lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Encodes {@code json} as a line. */
  public static String line(String json) {
    return Base64.getEncoder().encodeToString(json.getBytes(UTF_8)) + "\r\n";
  }

  /** Sends JSON as a line. */
  public void send(String json) {
    sendRaw(line(json).getBytes(UTF_8));
  }

  /** Sends bytes unchanged. */
  public void sendRaw(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next message of the hub. */
  public JsonObject receive() {
    try {
      String line = lines.readLine();
      if (line == null) {
        throw new AssertionError("the hub closed the connection");
      }
      return HubResponse.json(new String(Base64.getDecoder().decode(line), UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("the hub sent nothing", e);
    }
  }

  /** Whether the hub closed the connection, after any further messages. */
  public boolean awaitClose() {
    try {
      while (lines.readLine() != null) {
        // Further messages do not matter here.
      }
      return true;
    } catch (java.net.SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
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
