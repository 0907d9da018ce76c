package org.kymata.nodes;

import java.util.Locale;
import java.util.OptionalLong;

/**
 * Whether a node is online.
 *
 * @param state the state
 * @param lastSeenMillis when its last message came, epoch milliseconds; empty when never
 * @param usualIntervalMillis its usual time between messages; empty while unknown
 */
public record NodeStatus(
    State state, OptionalLong lastSeenMillis, OptionalLong usualIntervalMillis) {

  /** The state of a node. */
  public enum State {
    /** No message has come yet. */
    NEW,
    /** Its messages come about as often as usual. */
    ONLINE,
    /** Offline: no message for three times its usual interval. */
    SILENT;

    /** The name in JSON. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
