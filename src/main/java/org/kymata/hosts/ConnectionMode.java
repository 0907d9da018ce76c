package org.kymata.hosts;

import java.util.Locale;

/** Who begins the connection of a host. */
public enum ConnectionMode {
  /** The agent listens and the hub connects. */
  LISTEN,
  /** The agent connects to the TCP door, with the token of its node. */
  DIAL,
  /** The hub connects to the WebSocket of the Kymata that runs on it, with an API key. */
  KYMATA,
  /** Nobody: it is the machine that Kymata runs on. */
  SELF;

  /** How the hub connects to that address. */
  static ConnectionMode forAddress(HostAddress address) {
    return address.isKymata() ? KYMATA : LISTEN;
  }

  /** Whether the hub begins the connection. */
  boolean isOutbound() {
    return this == LISTEN || this == KYMATA;
  }

  /** The name in JSON. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
