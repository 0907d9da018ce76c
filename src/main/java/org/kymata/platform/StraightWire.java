package org.kymata.platform;

import java.util.function.Consumer;

/** A quick way of texts to one WebSocket (ADR 21). */
public interface StraightWire {

  /**
   * Sends a text; the next may be sent when {@code done} was called, with whether it worked, which
   * may be before this returns. Never blocks.
   */
  void send(String text, Consumer<Boolean> done);
}
