package org.kymata.live.websocket;

import jakarta.websocket.Session;
import java.security.Principal;

/**
 * Handles the sockets of one kind of caller on {@code /ws}. Browsers and nodes share the address;
 * the access filter identified the caller at the handshake.
 */
public interface SocketHandler {

  /** One open socket; called by one thread at a time. */
  interface SocketSession {
    /** Handles a text frame. */
    void onText(String frame);

    /**
     * Sends the answer to a frame that another handler took, in order. Sessions with their own way
     * to reply do not support it.
     */
    default void sendReply(String frame) {
      throw new UnsupportedOperationException();
    }

    /** Handles the end of the socket. */
    void onClose();
  }

  /** Whether this handler takes the sockets of {@code caller}. */
  boolean supports(Principal caller);

  /** Opens a session for a socket. */
  SocketSession open(Session session, Principal caller);
}
