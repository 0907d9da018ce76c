package org.kymata.doors.agent;

import java.util.Optional;
import org.kymata.hosts.CannotConnect;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.Nodes;

/** An agent that connected by itself: it shows the token of its node. */
final class DialledIn implements Side {

  private final Nodes nodes;

  DialledIn(Nodes nodes) {
    this.nodes = nodes;
  }

  @Override
  public Greeting greeting() {
    return null;
  }

  @Override
  public void met(Speaker session, AgentLine.Hello hello) {
    Optional<NodeId> node = Optional.ofNullable(hello.token()).flatMap(nodes::byToken);
    if (node.isPresent()) {
      session.admit(node.get(), true);
    } else {
      session.refuse(
          hello.token() == null
              ? "hello: token is missing; it is that of the node, shown once when it was made"
              : "hello: the token is not known, or it was renewed");
    }
  }

  @Override
  public void ended(CannotConnect why) {
    // The agent comes again by itself.
  }
}
