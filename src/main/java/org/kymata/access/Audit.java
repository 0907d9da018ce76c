package org.kymata.access;

import jakarta.enterprise.context.ApplicationScoped;
import org.kymata.nodes.NodeId;

/** Who did what to which node. Here only its form. */
@ApplicationScoped
public class Audit {

  /** Notes it; {@code node} and {@code detail} may be null. */
  public void note(String by, String what, NodeId node, String detail) {}
}
