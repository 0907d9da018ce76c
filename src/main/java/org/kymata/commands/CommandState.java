package org.kymata.commands;

import java.util.Locale;

/** How far a command has come. */
public enum CommandState {
  /** It waits for the node. */
  QUEUED,
  /** It was handed over. */
  SENT,
  /** The node says that it has it. */
  ACKNOWLEDGED,
  /** A reading proved it. */
  CONFIRMED,
  /** The node would not. */
  REJECTED,
  /** The node did not carry it out in time. */
  EXPIRED;

  /** Whether nothing follows it. */
  public boolean isEnd() {
    return this == CONFIRMED || this == REJECTED || this == EXPIRED;
  }

  /** The name in JSON. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
