package org.kymata.platform;

import jakarta.websocket.Session;
import java.security.Principal;

/**
 * One of the parts that can be played at the other end of {@code /ws}. Browsers and nodes share the
 * address; who is who was decided at the handshake.
 */
public interface SocketRole {

  /** A conversation over one socket; called by one thread at a time. */
  interface Talk {
    /** A text frame came. */
    void text(String frame);

    /**
     * Sends the answer to a frame that another part took, in its turn; must not be called by those
     * who have their own way.
     */
    default void reply(String frame) {
      throw new UnsupportedOperationException();
    }

    /** The socket is closed. */
    void closed();
  }

  /** Whether {@code caller} plays this part. */
  boolean isPlayedBy(Principal caller);

  /** Begins a conversation. */
  Talk open(Session session, Principal caller);
}
