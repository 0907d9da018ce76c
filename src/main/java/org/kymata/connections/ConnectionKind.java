package org.kymata.connections;

import java.util.Locale;

/**
 * The kind of a connection, and the heap that an idle one takes, measured by {@code bench/idle}.
 */
public enum ConnectionKind {
  /** HTTP requests. */
  HTTP(6 << 10),
  /** A WebSocket: the server keeps the request of its handshake, with its buffers. */
  WEBSOCKET(40 << 10),
  /** Lines on the raw TCP port. */
  TCP(2 << 10);

  private final int idleBytes;

  ConnectionKind(int idleBytes) {
    this.idleBytes = idleBytes;
  }

  /** The heap of an idle connection, in bytes. */
  int idleBytes() {
    return idleBytes;
  }

  /** The name in metrics. */
  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
