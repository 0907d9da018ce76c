package org.kymata.server;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.kymata.connections.ClientConnection;
import org.kymata.connections.ConnectionKind;

/**
 * What one connection of the server holds in memory: a request that is not answered, or a WebSocket
 * with what came and what was not taken of it. Thread-safe.
 */
final class TrackedHttpConnection {

  // Frames that wait to be sent: each has a buffer of the servlet container, or a place in a queue.
  private static final int UNSENT_FRAME = 8 << 10;
  // The server's own objects for a request that is not answered, beside what was read of it.
  private static final int UNANSWERED_REQUEST = 20 << 10;
  private static final int UNSENT_PONG = 300;
  private static final long MAX_UNSENT_PONGS = 256 << 10;

  /** What comes of data. */
  enum Verdict {
    /** It is taken as usual. */
    CONTINUE,
    /** It begins a message that is far too large. */
    TOO_LARGE,
    /** Pings, by one who takes no pongs. */
    PONGS_UNREAD
  }

  private static final Logger LOG = System.getLogger(TrackedHttpConnection.class.getName());

  // RFC 6455: a close frame of two bytes, 1009.
  private static final byte[] MESSAGE_TOO_BIG = {(byte) 0x88, 2, 0x03, (byte) 0xf1};

  private final ClientConnection client;
  private final AtomicBoolean hasEnded = new AtomicBoolean();
  private long requestBytes;
  private boolean isRequestBegun;
  // Both are null until it is a WebSocket.
  private GrizzlyConnection socket;
  private WebSocketFrameTracker frameTracker;
  private long pongs;
  private long pongBytes;
  private long unsentBytes;

  TrackedHttpConnection(ClientConnection client) {
    this.client = client;
  }

  ClientConnection client() {
    return client;
  }

  /** Bytes came, encrypted ones among them. */
  synchronized void bytesReceived(int bytes) {
    if (frameTracker == null) {
      requestBytes += bytes;
      client.setUnfinished(!isRequestBegun);
      reportMemory();
    }
  }

  /** The head of a request is complete; its body has a time limit of its own (ADR 14). */
  synchronized void headersReceived() {
    isRequestBegun = true;
    client.setUnfinished(false);
  }

  /** The request was answered. */
  synchronized void responseCompleted() {
    isRequestBegun = false;
    requestBytes = 0;
    client.setUnfinished(false);
    reportMemory();
  }

  /** It is a WebSocket from now on. */
  synchronized void upgraded(GrizzlyConnection connection) {
    socket = connection;
    frameTracker = new WebSocketFrameTracker();
    requestBytes = 0;
    client.setKind(ConnectionKind.WEBSOCKET);
    reportMemory();
  }

  synchronized boolean isWebSocket() {
    return frameTracker != null;
  }

  /** Data came, not encrypted any more. */
  synchronized Verdict dataReceived(ByteBuffer data) {
    if (frameTracker == null) {
      return Verdict.CONTINUE;
    }
    frameTracker.update(data);
    pongs += frameTracker.pollPings();
    pongBytes += frameTracker.pollPingBytes();
    if (frameTracker.pollCompleted()) {
      // What is unfinished now began after that.
      client.setUnfinished(false);
    }
    client.setUnfinished(frameTracker.isUnfinished());
    reportMemory();
    if (frameTracker.isTooLarge()) {
      return Verdict.TOO_LARGE;
    }
    return pongs * UNSENT_PONG > MAX_UNSENT_PONGS ? Verdict.PONGS_UNREAD : Verdict.CONTINUE;
  }

  /** Ends a WebSocket that broke the rules, with a word where one can be said past its queue. */
  void closeForViolation(WebSocketConnections connections) {
    if (hasEnded.compareAndSet(false, true)) {
      try {
        if (frameTracker.isTooLarge()) {
          socket.output().write(MESSAGE_TOO_BIG, done -> {});
        }
      } catch (ReflectiveOperationException | RuntimeException e) {
        LOG.log(Level.DEBUG, "the end of a socket could not be said", e);
      }
      connections.schedule(
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
  synchronized void bytesSent(long bytes) {
    if (pongBytes > 0) {
      long left = Math.max(0, pongBytes - bytes);
      pongs = (pongs * left + pongBytes - 1) / pongBytes;
      pongBytes = left;
      reportMemory();
    }
  }

  /** A frame waits to be sent, or does not any more when {@code bytes} is negative. */
  synchronized void unsentFrame(int bytes) {
    unsentBytes += bytes < 0 ? bytes - UNSENT_FRAME : bytes + UNSENT_FRAME;
    reportMemory();
  }

  private void reportMemory() {
    long request = requestBytes == 0 ? 0 : requestBytes + UNANSWERED_REQUEST;
    long held = request + unsentBytes + pongs * UNSENT_PONG + pongBytes;
    client.setHeldBytes(frameTracker == null ? held : held + frameTracker.heldBytes());
  }
}
