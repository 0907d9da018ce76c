package org.kymata.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.function.Predicate;

/** A connection of JSON lines, as between an agent and the hub. */
public final class JsonLinesClient implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 20_000;

  private final Socket socket;
  private final BufferedReader lines;

  private JsonLinesClient(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true);
    lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
  }

  /** Connects to a port of this machine. */
  public static JsonLinesClient connect(int port) {
    try {
      return new JsonLinesClient(new Socket(InetAddress.getLoopbackAddress(), port));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Accepts the next connection on {@code listening}. */
  public static JsonLinesClient accept(ServerSocket listening) {
    try {
      listening.setSoTimeout(TIMEOUT_MILLIS);
      return new JsonLinesClient(listening.accept());
    } catch (IOException e) {
      throw new UncheckedIOException("no connection was made", e);
    }
  }

  /** Sends a line. */
  public JsonLinesClient send(String line) {
    try {
      socket.getOutputStream().write((line + "\n").getBytes(UTF_8));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next line. */
  public JsonObject receive() {
    try {
      String line = lines.readLine();
      if (line == null) {
        throw new AssertionError("the connection was closed");
      }
      return HubResponse.json(line);
    } catch (IOException e) {
      throw new UncheckedIOException("nothing was received", e);
    }
  }

  /** The next line of this type; skips others before it. */
  public JsonObject receive(String type) {
    return receive(type, line -> true);
  }

  /** The next matching line of this type; skips others before it. */
  public JsonObject receive(String type, Predicate<JsonObject> matches) {
    JsonObject line = receive();
    while (!type.equals(line.getString("type")) || !matches.test(line)) {
      line = receive();
    }
    return line;
  }

  /** Whether the other end closed the connection, after any further lines. */
  public boolean awaitClose() {
    try {
      while (lines.readLine() != null) {
        // Further lines do not matter here.
      }
      return true;
    } catch (SocketTimeoutException e) {
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
