package org.kymata.live;

import org.kymata.server.FrameWriter;

/** The wire to one browser: each text is a frame. Nothing here blocks. */
public interface LiveChannel extends FrameWriter {

  /** Closes the wire and tells why: a WebSocket close code and a short text. */
  void close(int code, String reason);
}
