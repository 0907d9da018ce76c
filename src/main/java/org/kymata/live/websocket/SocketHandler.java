package org.kymata.live.websocket;

import jakarta.websocket.Session;
import java.security.Principal;

/**
 * One of the parts that can be played at the other end of {@code /ws}. Browsers and nodes share the
 * address; who is who was decided at the handshake.
 */
public interface SocketHandler {

  /** A conversation over one socket; called by one thread at a time. */
  interface SocketSession {
    /** A text frame came. */
    void onText(String frame);

    /**
     * Sends the answer to a frame that another part took, in its turn; must not be called by those
     * who have their own way.
     */
    default void sendReply(String frame) {
      throw new UnsupportedOperationException();
    }

    /** The socket is closed. */
    void onClose();
  }

  /** Whether {@code caller} plays this part. */
  boolean supports(Principal caller);

  /** Begins a conversation. */
  SocketSession open(Session session, Principal caller);
}
