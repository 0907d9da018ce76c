package org.kymata.live;

import java.util.function.Consumer;

/** The wire to one browser. Nothing here blocks. */
interface Link {

  /**
   * Sends one frame; the next may be sent when {@code done} was called, with whether it worked.
   * {@code done} may be called before this returns.
   */
  void send(String frame, Consumer<Boolean> done);

  /** Closes the wire and tells why: a WebSocket close code and a short text. */
  void close(int code, String reason);
}
