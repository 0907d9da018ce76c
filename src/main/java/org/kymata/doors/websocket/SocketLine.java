package org.kymata.doors.websocket;

import org.kymata.commands.Command;
import org.kymata.commands.CommandChannel;
import org.kymata.commands.CommandJson;
import org.kymata.messages.MessageLog;
import org.kymata.nodes.Door;
import org.kymata.platform.Envelope;

/** The way of commands to a node on {@code /ws}, which acknowledges them by their ids. */
record SocketLine(Outbox outbox, MessageLog xray) implements CommandChannel {

  @Override
  public Door transport() {
    return Door.WS;
  }

  @Override
  public boolean send(Command command) {
    if (outbox.isBusy()) {
      return false;
    }
    String frame = frame(command);
    outbox.send(frame);
    xray.sent(command.node(), Door.WS, frame, command.action());
    return true;
  }

  static String frame(Command command) {
    return Envelope.of("command", null, json -> CommandJson.writeForNode(json, command));
  }

  @Override
  public boolean confirmsByReading() {
    return false;
  }

  // As many nodes as there are sockets: the same outbox is the same line.
  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
