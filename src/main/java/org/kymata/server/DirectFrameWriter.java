package org.kymata.server;

import jakarta.websocket.Session;
import java.util.Optional;

/** Finds the direct path to a WebSocket, without the container (ADR 21). */
public interface DirectFrameWriter {

  /**
   * The direct path to a socket, from its second frame on: the first one sends the response of the
   * handshake.
   *
   * @return empty when this server is not the one that Kymata knows, or encrypts by itself
   */
  Optional<FrameWriter> forSession(Session session);
}
