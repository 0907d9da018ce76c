package org.kymata.transport.websocket;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * Counts and limits the unsent frames of one node's socket; closes the socket of a node that does
 * not read.
 */
public final class OutboundQueue {

  private static final Logger LOG = System.getLogger(OutboundQueue.class.getName());
  private static final int MAX_UNSENT = 1_000;

  private final Session session;
  private final IntConsumer unsentBytes;
  private final AtomicInteger unsent = new AtomicInteger();

  /**
   * Creates the queue of one socket.
   *
   * @param unsentBytes gets the length of each frame that is queued, and the negative length once
   *     it is sent
   */
  public OutboundQueue(Session session, IntConsumer unsentBytes) {
    this.session = session;
    this.unsentBytes = unsentBytes;
  }

  /** Whether so much is unsent that the caller should not send more. */
  public boolean isBusy() {
    return !session.isOpen() || unsent.get() > MAX_UNSENT / 2;
  }

  /** Sends a frame without waiting for it. */
  public void send(String frame) {
    if (!session.isOpen()) {
      return;
    }
    if (unsent.incrementAndGet() > MAX_UNSENT) {
      close();
      return;
    }
    // At least one byte, so that an empty frame counts too.
    int length = frame.length() + 1;
    unsentBytes.accept(length);
    try {
      session.getAsyncRemote().sendText(frame, result -> onSent(length));
    } catch (RuntimeException | Error e) {
      // The socket closed since the check, or the text cannot be encoded, which Tyrus throws as an
      // Error: a caller that sends to many sockets must be able to go on.
      onSent(length);
      LOG.log(Level.DEBUG, "a frame could not be sent", e);
    }
  }

  private void onSent(int length) {
    unsent.decrementAndGet();
    unsentBytes.accept(-length);
  }

  private void close() {
    try {
      session.close(new CloseReason(CloseCodes.TRY_AGAIN_LATER, "the replies are not read"));
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "a socket could not be closed", e);
    }
  }
}
