package org.kymata.nodes;

import java.util.Locale;

/**
 * A thing that sends readings.
 *
 * @param id what it is for ever
 * @param name what people call it; unique
 * @param kind what sort of thing it is
 * @param self whether it is the machine that Kymata runs on
 * @param hasToken whether a token opens the doors for it
 * @param created when it was made, epoch milliseconds
 */
public record Node(
    NodeId id, String name, Kind kind, boolean self, boolean hasToken, long created) {

  /** What sort of thing a node is. */
  public enum Kind {
    /** A sensor, a board, a script. */
    NODE,
    /** A machine that is watched as such. */
    HOST;

    /** The name in JSON. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
