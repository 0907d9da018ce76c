package org.kymata.server;

import jakarta.websocket.Session;
import java.util.Optional;

/** Finds the quick way to a WebSocket (ADR 21). */
public interface DirectFrameWriter {

  /**
   * The quick way of texts to a socket, from its second frame on: the first brings the answer to
   * the handshake out.
   *
   * @return empty where the server is not the one that we know, or encrypts by itself
   */
  Optional<FrameWriter> forSession(Session session);
}
