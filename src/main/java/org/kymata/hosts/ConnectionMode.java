package org.kymata.hosts;

import java.util.Locale;

/** How a host is connected. */
public enum ConnectionMode {
  /** The agent listens and the hub connects. */
  LISTEN,
  /** The agent connects to the hub's TCP port, with the token of its node. */
  DIAL,
  /** The hub connects to the WebSocket of the Kymata on the host, with an API key. */
  KYMATA,
  /** No connection: it is the machine that the hub runs on. */
  SELF;

  /** The mode for an address that the hub connects to. */
  static ConnectionMode forAddress(HostAddress address) {
    return address.isKymata() ? KYMATA : LISTEN;
  }

  /** Whether the hub connects. */
  boolean isOutbound() {
    return this == LISTEN || this == KYMATA;
  }

  /** The name in JSON. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
