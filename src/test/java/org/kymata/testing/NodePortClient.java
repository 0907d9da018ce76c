package org.kymata.testing;

import jakarta.json.JsonObject;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A node or a page of the node port over a plain socket, like the smallest clients: it sends no
 * pings, answers none, and sends no header beyond those of the handshake (RFC 6455).
 */
public final class NodePortClient implements AutoCloseable {

  /** The port of the servers under test. */
  public static final int PORT = Integer.getInteger("kymata.test.node.port", 0);

  private static final long TIMEOUT_SECONDS = 20;
  private static final int TEXT = 0x1;
  private static final int BINARY = 0x2;
  private static final int CLOSE = 0x8;

  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;
  private final String status;
  private final BlockingQueue<JsonObject> unread = new LinkedBlockingQueue<>();
  private final List<JsonObject> all = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();

  private NodePortClient(int port, String from, String path, String... headers) throws IOException {
    socket = new Socket();
    socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    socket.setTcpNoDelay(true);
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    out = socket.getOutputStream();
    StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\n");
    request.append("Host: 127.0.0.1:" + port + "\r\n");
    request.append("Upgrade: websocket\r\nConnection: Upgrade\r\n");
    request.append("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n");
    for (int i = 0; i < headers.length; i += 2) {
      request.append(headers[i] + ": " + headers[i + 1] + "\r\n");
    }
    out.write((request + "\r\n").getBytes(StandardCharsets.US_ASCII));
    status = head().split(" ", 3)[1];
    if (isOpen()) {
      Thread reader = new Thread(this::read, "port-client");
      reader.setDaemon(true);
      reader.start();
    }
  }

  /** Connects to the node port from an address such as 127.0.0.2, with further headers. */
  public static NodePortClient from(String address, String... headers) {
    return at(PORT, "/", address, headers);
  }

  /** Connects to any port and path. */
  public static NodePortClient at(int port, String path, String address, String... headers) {
    try {
      return new NodePortClient(port, address, path, headers);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String head() throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
      head.write(in.readUnsignedByte());
    }
    return head.toString(StandardCharsets.US_ASCII);
  }

  /** The HTTP status of the handshake; 101 when it was accepted. */
  public int status() {
    return Integer.parseInt(status);
  }

  private boolean isOpen() {
    return status() == 101;
  }

  private void read() {
    try {
      while (true) {
        int opcode = in.readUnsignedByte() & 0xF;
        int length = in.readUnsignedByte();
        if (length == 126) {
          length = in.readUnsignedShort();
        } else if (length == 127) {
          length = (int) in.readLong();
        }
        byte[] payload = in.readNBytes(length);
        if (opcode == TEXT) {
          JsonObject frame = HubResponse.json(new String(payload, StandardCharsets.UTF_8));
          all.add(frame);
          unread.add(frame);
        } else if (opcode == CLOSE) {
          closed.complete(length < 2 ? 1005 : (payload[0] & 0xFF) << 8 | payload[1] & 0xFF);
          return;
        }
      }
    } catch (IOException e) {
      closed.complete(1006);
    }
  }

  /** Sends a text in one frame. */
  public NodePortClient send(String text) {
    sendFrame(0x80 | TEXT, text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /** Sends a text in frames of one byte each. */
  public NodePortClient sendInPieces(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < bytes.length; i++) {
      sendFrame((i == bytes.length - 1 ? 0x80 : 0) | (i == 0 ? TEXT : 0), new byte[] {bytes[i]});
    }
    return this;
  }

  /** Sends a binary frame. */
  public NodePortClient sendBinary(byte[] bytes) {
    sendFrame(0x80 | BINARY, bytes);
    return this;
  }

  /** Sends a text that is not UTF-8. */
  public NodePortClient sendText(byte[] bytes) {
    sendFrame(0x80 | TEXT, bytes);
    return this;
  }

  private synchronized void sendFrame(int first, byte[] payload) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(first);
    if (payload.length < 126) {
      frame.write(0x80 | payload.length);
    } else if (payload.length < 1 << 16) {
      frame.write(0x80 | 126);
      frame.write(payload.length >> 8);
      frame.write(payload.length);
    } else {
      frame.write(0x80 | 127);
      for (int shift = 56; shift >= 0; shift -= 8) {
        frame.write((int) ((long) payload.length >> shift));
      }
    }
    // A mask of zeros is valid.
    frame.writeBytes(new byte[4]);
    frame.writeBytes(payload);
    try {
      out.write(frame.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next frame of this type; skips others before it. */
  public JsonObject await(String type) {
    return await(type, frame -> true);
  }

  /** The next matching frame of this type; skips others before it. */
  public JsonObject await(String type, Predicate<JsonObject> matches) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
    try {
      while (true) {
        JsonObject frame = unread.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (frame == null) {
          throw new AssertionError("no frame \"" + type + "\" came; there were " + all);
        }
        if (type.equals(frame.getString("type")) && matches.test(frame)) {
          return frame;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** All frames so far. */
  public List<JsonObject> all() {
    return List.copyOf(all);
  }

  /** Waits until the hub closed it; returns the close code. */
  public int awaitClose() {
    try {
      return closed.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("the connection was not closed", e);
    }
  }

  /** Whether it is closed. */
  public boolean isClosed() {
    return closed.isDone();
  }

  /** Aborts without a close frame. */
  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
