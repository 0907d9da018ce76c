package org.kymata.hosts.agent;

import java.util.Optional;
import org.kymata.hosts.ConnectFailure;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.Nodes;

/** An agent that connected to the hub and identifies itself by its node's token. */
final class InboundOrigin implements ConnectionOrigin {

  private final Nodes nodes;

  InboundOrigin(Nodes nodes) {
    this.nodes = nodes;
  }

  @Override
  public HubCredentials hubCredentials() {
    return null;
  }

  @Override
  public void onHello(AgentChannel session, AgentMessage.Hello hello) {
    Optional<NodeId> node = Optional.ofNullable(hello.token()).flatMap(nodes::byToken);
    if (node.isPresent()) {
      session.admit(node.get(), true);
    } else {
      session.reject(
          hello.token() == null
              ? "hello: token is missing; it is the node's token, shown once when it was created"
              : "hello: the token is not known, or was replaced by a new one");
    }
  }

  @Override
  public void onEnded(ConnectFailure why) {
    // The agent reconnects on its own.
  }
}
