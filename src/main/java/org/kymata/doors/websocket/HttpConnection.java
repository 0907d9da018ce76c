package org.kymata.doors.websocket;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.kymata.platform.connections.ClientConnection;
import org.kymata.platform.connections.ConnectionKind;

/**
 * What one connection of the server holds in memory: a request that is not answered, or a WebSocket
 * with what came and what was not taken of it. Thread-safe.
 */
final class HttpConnection {

  // Frames that wait to be sent: each has a buffer of the servlet container, or a place in a queue.
  private static final int UNSENT_FRAME = 8 << 10;
  // The server's own objects for a request that is not answered, beside what was read of it.
  private static final int UNANSWERED_REQUEST = 20 << 10;
  private static final int UNSENT_PONG = 300;
  private static final long MAX_UNSENT_PONGS = 256 << 10;

  /** What comes of data. */
  enum Verdict {
    /** It is taken as usual. */
    GO_ON,
    /** It begins a message that is far too large. */
    TOO_LARGE,
    /** Pings, by one who takes no pongs. */
    TAKES_NOTHING
  }

  private static final Logger LOG = System.getLogger(HttpConnection.class.getName());

  // RFC 6455: a close frame of two bytes, 1009.
  private static final byte[] MESSAGE_TOO_BIG = {(byte) 0x88, 2, 0x03, (byte) 0xf1};

  private final ClientConnection client;
  private final AtomicBoolean hasEnded = new AtomicBoolean();
  private long requestBytes;
  private boolean isRequestBegun;
  // Both are null until it is a WebSocket.
  private GrizzlyConnection socket;
  private FrameMeter frames;
  private long pongs;
  private long pongBytes;
  private long unsentBytes;

  HttpConnection(ClientConnection client) {
    this.client = client;
  }

  ClientConnection client() {
    return client;
  }

  /** Bytes came, encrypted ones among them. */
  synchronized void received(int bytes) {
    if (frames == null) {
      requestBytes += bytes;
      client.unfinished(!isRequestBegun);
      report();
    }
  }

  /** The head of a request is complete; its body has a time limit of its own (ADR 14). */
  synchronized void headCame() {
    isRequestBegun = true;
    client.unfinished(false);
  }

  /** The request was answered. */
  synchronized void answered() {
    isRequestBegun = false;
    requestBytes = 0;
    client.unfinished(false);
    report();
  }

  /** It is a WebSocket from now on. */
  synchronized void upgraded(GrizzlyConnection connection) {
    socket = connection;
    frames = new FrameMeter();
    requestBytes = 0;
    client.becomes(ConnectionKind.WEBSOCKET);
    report();
  }

  synchronized boolean isWebSocket() {
    return frames != null;
  }

  /** Data came, not encrypted any more. */
  synchronized Verdict data(ByteBuffer data) {
    if (frames == null) {
      return Verdict.GO_ON;
    }
    frames.take(data);
    pongs += frames.takePings();
    pongBytes += frames.takePingBytes();
    if (frames.takeCompleted()) {
      // What is unfinished now began after that.
      client.unfinished(false);
    }
    client.unfinished(frames.isUnfinished());
    report();
    if (frames.isTooLarge()) {
      return Verdict.TOO_LARGE;
    }
    return pongs * UNSENT_PONG > MAX_UNSENT_PONGS ? Verdict.TAKES_NOTHING : Verdict.GO_ON;
  }

  /** Ends a WebSocket that broke the rules, with a word where one can be said past its queue. */
  void end(Connections connections) {
    if (hasEnded.compareAndSet(false, true)) {
      try {
        if (frames.isTooLarge()) {
          socket.output().write(MESSAGE_TOO_BIG, done -> {});
        }
      } catch (ReflectiveOperationException | RuntimeException e) {
        LOG.log(Level.DEBUG, "the end of a socket could not be said", e);
      }
      connections.later(
          1,
          () -> {
            try {
              socket.terminate();
            } catch (ReflectiveOperationException e) {
              LOG.log(Level.DEBUG, "a connection could not be ended", e);
            }
          });
    }
  }

  /** So many bytes were taken by the other end's kernel. */
  synchronized void sent(long bytes) {
    if (pongBytes > 0) {
      long left = Math.max(0, pongBytes - bytes);
      pongs = (pongs * left + pongBytes - 1) / pongBytes;
      pongBytes = left;
      report();
    }
  }

  /** A frame waits to be sent, or does not any more when {@code bytes} is negative. */
  synchronized void unsent(int bytes) {
    unsentBytes += bytes < 0 ? bytes - UNSENT_FRAME : bytes + UNSENT_FRAME;
    report();
  }

  private void report() {
    long request = requestBytes == 0 ? 0 : requestBytes + UNANSWERED_REQUEST;
    long held = request + unsentBytes + pongs * UNSENT_PONG + pongBytes;
    client.holds(frames == null ? held : held + frames.heldBytes());
  }
}
