package org.kymata.nodes;

/** How a node connects. */
public enum Transport {
  /** {@code POST /api/readings}. */
  REST("rest"),
  /** The WebSocket of nodes with a token. */
  WS("ws"),
  /** A reading in the address of a GET. */
  GET("get"),
  /** The WebSocket of nodes without a token. */
  NODE_WS("node-ws"),
  /** Lines over raw TCP. */
  TCP("tcp"),
  /** JSON lines of an agent that sends host metrics. */
  AGENT("agent"),
  /** The WebSocket of another Kymata whose machine is watched. */
  KYMATA("kymata"),
  /** None: the hub samples its own machine. */
  SELF("self");

  private final String wireName;

  Transport(String wireName) {
    this.wireName = wireName;
  }

  /** The name in JSON. */
  public String wireName() {
    return wireName;
  }
}
