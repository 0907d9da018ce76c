package org.kymata.nodes;

import java.util.Locale;
import java.util.OptionalLong;

/**
 * Whether a node is there.
 *
 * @param state in one word
 * @param lastSeenMillis when it was last heard of, epoch milliseconds; empty when never
 * @param usualIntervalMillis how far apart its messages usually are; empty while unknown
 */
public record NodeStatus(
    State state, OptionalLong lastSeenMillis, OptionalLong usualIntervalMillis) {

  /** Presence in one word. */
  public enum State {
    /** Never heard of. */
    NEW,
    /** Heard of as often as usual. */
    ONLINE,
    /** Not heard of for three times its usual interval. */
    SILENT;

    /** The name in JSON. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
