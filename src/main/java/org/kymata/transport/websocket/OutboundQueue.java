package org.kymata.transport.websocket;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/** What goes out to one node; a node that reads nothing of it is let go. */
public final class OutboundQueue {

  private static final Logger LOG = System.getLogger(OutboundQueue.class.getName());
  private static final int MAX_UNSENT = 1_000;

  private final Session session;
  private final IntConsumer unsentBytes;
  private final AtomicInteger unsent = new AtomicInteger();

  /**
   * For one socket.
   *
   * @param memory told of the length of each frame that waits, and of it once more, less than zero,
   *     when it waits no more
   */
  public OutboundQueue(Session session, IntConsumer memory) {
    this.session = session;
    this.unsentBytes = memory;
  }

  /** Whether so much is unsent that no more should be begun. */
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
    // At least one byte, so that its end differs from its beginning.
    int length = frame.length() + 1;
    unsentBytes.accept(length);
    try {
      session.getAsyncRemote().sendText(frame, result -> onSent(length));
    } catch (RuntimeException | Error e) {
      // It broke since it was looked at, or the text is not to be encoded, which Tyrus throws as an
      // Error: whoever sends to others too must go on to them.
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
      session.close(new CloseReason(CloseCodes.TRY_AGAIN_LATER, "the hub's replies are not read"));
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "a socket could not be closed", e);
    }
  }
}
