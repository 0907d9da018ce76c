package org.kymata.doors.nodeport;

import java.util.function.Predicate;
import org.kymata.commands.Command;
import org.kymata.commands.CommandChannel;
import org.kymata.doors.websocket.Outbox;
import org.kymata.nodes.Door;
import org.kymata.nodes.NodeId;

/** The way to a node on the node port; its next message proves what it did. */
final class NodeLine implements CommandChannel {

  private final PortHall hall;
  private final Outbox outbox;
  private final Predicate<NodeId> isStill;

  NodeLine(PortHall hall, Outbox outbox, Predicate<NodeId> isStill) {
    this.hall = hall;
    this.outbox = outbox;
    this.isStill = isStill;
  }

  @Override
  public Door transport() {
    return Door.NODE_WS;
  }

  @Override
  public boolean send(Command command) {
    if (outbox.isBusy() || !isStill.test(command.node())) {
      return false;
    }
    String frame = PortMessage.forNode(command.action(), command.arguments());
    hall.sendTo(command.node(), outbox, frame, command.action());
    return true;
  }

  @Override
  public boolean confirmsByReading() {
    return true;
  }
}
