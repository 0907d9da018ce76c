package org.kymata.live;

import org.kymata.server.FrameWriter;

/** The connection to one client: each text is a frame. No method blocks. */
public interface LiveChannel extends FrameWriter {

  /** Closes the connection with a WebSocket close code and a short reason. */
  void close(int code, String reason);
}
