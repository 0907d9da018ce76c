package org.kymata.connections;

import java.util.Locale;

/**
 * How a connection is used, and what one costs that does nothing, measured by {@code bench/idle}.
 */
public enum ConnectionKind {
  /** Requests and answers. */
  HTTP(6 << 10),
  /** A WebSocket: the server keeps the request that it began as, with its buffers. */
  WEBSOCKET(40 << 10),
  /** Lines at the raw TCP port. */
  TCP(2 << 10);

  private final int idleBytes;

  ConnectionKind(int idleBytes) {
    this.idleBytes = idleBytes;
  }

  /** The heap that an idle one takes. */
  int idleBytes() {
    return idleBytes;
  }

  /** The name in metrics. */
  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
