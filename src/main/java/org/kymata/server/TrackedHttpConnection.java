package org.kymata.server;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.kymata.connections.ClientConnection;
import org.kymata.connections.ConnectionKind;

/**
 * The memory of one HTTP connection of the server: a request without a response yet, or a WebSocket
 * with its unread input and unsent output. Thread-safe.
 */
final class TrackedHttpConnection {

  // Each unsent frame has a buffer of the servlet container, or a place in a queue.
  private static final int UNSENT_FRAME = 8 << 10;
  // The server's own objects for a request without a response, beside its input.
  private static final int UNANSWERED_REQUEST = 20 << 10;
  private static final int UNSENT_PONG = 300;
  private static final long MAX_UNSENT_PONGS = 256 << 10;

  /** What to do after data was received. */
  enum Verdict {
    /** Continue. */
    CONTINUE,
    /** A message began that is far too large. */
    TOO_LARGE,
    /** The client sends pings but does not read the pongs. */
    PONGS_UNREAD
  }

  private static final Logger LOG = System.getLogger(TrackedHttpConnection.class.getName());

  // RFC 6455: a close frame of two bytes, 1009.
  private static final byte[] MESSAGE_TOO_BIG = {(byte) 0x88, 2, 0x03, (byte) 0xf1};

  private final ClientConnection client;
  private final AtomicBoolean hasEnded = new AtomicBoolean();
  private long requestBytes;
  private boolean isRequestBegun;
  // Both are null before the upgrade to a WebSocket.
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

  /** Counts received bytes, encrypted ones included. */
  synchronized void bytesReceived(int bytes) {
    if (frameTracker == null) {
      requestBytes += bytes;
      client.setUnfinished(!isRequestBegun);
      reportMemory();
    }
  }

  /** The head of a request is complete; its body has its own time limit (ADR 14). */
  synchronized void headersReceived() {
    isRequestBegun = true;
    client.setUnfinished(false);
  }

  /** The response was completed. */
  synchronized void responseCompleted() {
    isRequestBegun = false;
    requestBytes = 0;
    client.setUnfinished(false);
    reportMemory();
  }

  /** The connection becomes a WebSocket. */
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

  /** Data was received, decrypted. */
  synchronized Verdict dataReceived(ByteBuffer data) {
    if (frameTracker == null) {
      return Verdict.CONTINUE;
    }
    frameTracker.update(data);
    pongs += frameTracker.pollPings();
    pongBytes += frameTracker.pollPingBytes();
    if (frameTracker.pollCompleted()) {
      // Input that is unfinished now began after that.
      client.setUnfinished(false);
    }
    client.setUnfinished(frameTracker.isUnfinished());
    reportMemory();
    if (frameTracker.isTooLarge()) {
      return Verdict.TOO_LARGE;
    }
    return pongs * UNSENT_PONG > MAX_UNSENT_PONGS ? Verdict.PONGS_UNREAD : Verdict.CONTINUE;
  }

  /** Closes a WebSocket that broke the rules, with a close frame when it can bypass the queue. */
  void closeForViolation(WebSocketConnections connections) {
    if (hasEnded.compareAndSet(false, true)) {
      try {
        if (frameTracker.isTooLarge()) {
          socket.output().write(MESSAGE_TOO_BIG, done -> {});
        }
      } catch (ReflectiveOperationException | RuntimeException e) {
        LOG.log(Level.DEBUG, "a close frame could not be sent", e);
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

  /** The other end's kernel took so many bytes. */
  synchronized void bytesSent(long bytes) {
    if (pongBytes > 0) {
      long left = Math.max(0, pongBytes - bytes);
      pongs = (pongs * left + pongBytes - 1) / pongBytes;
      pongBytes = left;
      reportMemory();
    }
  }

  /** A frame was queued, or was sent when {@code bytes} is negative. */
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
