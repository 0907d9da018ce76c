package org.kymata.server;

import java.util.function.Consumer;

/** Writes texts to one receiver. Never blocks. */
public interface FrameWriter {

  /**
   * Sends a text. The next call must wait for {@code done}, which gets whether it worked and may be
   * called before this method returns.
   */
  void send(String text, Consumer<Boolean> done);
}
