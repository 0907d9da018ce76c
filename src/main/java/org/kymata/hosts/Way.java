package org.kymata.hosts;

import java.util.Locale;

/** Who begins the connection of a host. */
public enum Way {
  /** The agent listens and the hub connects. */
  LISTEN,
  /** The agent connects to the TCP door, with the token of its node. */
  DIAL,
  /** Nobody: it is the machine that Kymata runs on. */
  SELF;

  /** The name in JSON. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
