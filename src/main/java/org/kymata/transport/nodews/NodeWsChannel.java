package org.kymata.transport.nodews;

import java.util.function.Predicate;
import org.kymata.commands.Command;
import org.kymata.commands.CommandChannel;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.Transport;
import org.kymata.transport.websocket.OutboundQueue;

/** Sends commands to a node on the node port; the node's next message confirms the command. */
final class NodeWsChannel implements CommandChannel {

  private final NodeWsRegistry registry;
  private final OutboundQueue queue;
  private final Predicate<NodeId> isBoundTo;

  NodeWsChannel(NodeWsRegistry registry, OutboundQueue queue, Predicate<NodeId> isStill) {
    this.registry = registry;
    this.queue = queue;
    this.isBoundTo = isStill;
  }

  @Override
  public Transport transport() {
    return Transport.NODE_WS;
  }

  @Override
  public boolean send(Command command) {
    if (queue.isBusy() || !isBoundTo.test(command.node())) {
      return false;
    }
    String frame = NodeWsMessage.toNodeFrame(command.action(), command.arguments());
    registry.send(command.node(), queue, frame, command.action());
    return true;
  }

  @Override
  public boolean confirmsByReading() {
    return true;
  }
}
