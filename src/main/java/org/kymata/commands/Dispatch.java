package org.kymata.commands;

import jakarta.enterprise.context.ApplicationScoped;
import org.kymata.nodes.NodeId;

/** Brings commands to the lines of their nodes. Here only its form. */
@ApplicationScoped
public class Dispatch {

  /** A node is reachable by this line from now on: what waits for it goes out, in order. */
  public void connected(NodeId node, Line line) {}

  /** A node is not reachable by this line any more. */
  public void disconnected(NodeId node, Line line) {}

  /** The node says that it has done it, or would not. */
  public void acknowledged(NodeId node, String commandId, boolean done, String reason) {}
}
