package org.kymata.transport.websocket;

import org.kymata.commands.Command;
import org.kymata.commands.CommandChannel;
import org.kymata.commands.CommandJson;
import org.kymata.json.Envelope;
import org.kymata.messages.MessageLog;
import org.kymata.nodes.Transport;

/** Sends commands to a node on {@code /ws}, which acknowledges them by their ids. */
record NodeSocketChannel(OutboundQueue queue, MessageLog messageLog) implements CommandChannel {

  @Override
  public Transport transport() {
    return Transport.WS;
  }

  @Override
  public boolean send(Command command) {
    if (queue.isBusy()) {
      return false;
    }
    String frame = encode(command);
    queue.send(frame);
    messageLog.sent(command.node(), Transport.WS, frame, command.action());
    return true;
  }

  static String encode(Command command) {
    return Envelope.of("command", null, json -> CommandJson.writeForNode(json, command));
  }

  @Override
  public boolean confirmsByReading() {
    return false;
  }

  // Equal for the same queue, so that a socket counts as one channel.
  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
