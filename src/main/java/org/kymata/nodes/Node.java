package org.kymata.nodes;

import java.util.Locale;

/**
 * A node: anything that sends readings.
 *
 * @param id its permanent id
 * @param name its unique name
 * @param kind a sensor or a host
 * @param self whether it is Kymata's own machine
 * @param hasToken whether it has a token
 * @param created when it was created, epoch milliseconds
 */
public record Node(
    NodeId id, String name, Kind kind, boolean self, boolean hasToken, long created) {

  /** The kinds of nodes. */
  public enum Kind {
    /** A sensor, a board, a script. */
    NODE,
    /** A watched machine. */
    HOST;

    /** The name in JSON. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
