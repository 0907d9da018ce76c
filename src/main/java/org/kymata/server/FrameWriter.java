package org.kymata.server;

import java.util.function.Consumer;

/** A way of texts to one receiver. Nothing here blocks. */
public interface FrameWriter {

  /**
   * Sends a text; the next may be sent when {@code done} was called, with whether it worked. {@code
   * done} may be called before this returns.
   */
  void send(String text, Consumer<Boolean> done);
}
