package org.kymata.transport.tcp;

import org.kymata.commands.Command;
import org.kymata.commands.CommandChannel;
import org.kymata.nodes.Binding;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.Sender;
import org.kymata.nodes.Transport;

/**
 * One sensor of a connection, waiting until it was adopted; then also the way of commands to it.
 */
final class TcpNodeSession {

  private final Sender sender;
  private final String announcedName;
  private TcpCommandChannel channel;

  TcpNodeSession(Sender sender, String said) {
    this.sender = sender;
    this.announcedName = said;
  }

  /** How it called itself first. */
  String announcedName() {
    return announcedName;
  }

  Sender sender() {
    return sender;
  }

  /** What it was adopted as; null while it waits. */
  NodeId node() {
    return channel == null ? null : channel.node;
  }

  /** Whether it showed the key of its node. */
  boolean isByKey() {
    return channel != null && channel.binding.isByKey();
  }

  /** It is this node from now on. */
  void bind(Binding as, TcpReplyWriter voice, TcpContext parts) {
    if (channel != null && as.equals(channel.binding)) {
      return;
    }
    unbind(parts);
    TcpCommandChannel connected = new TcpCommandChannel(as, voice, parts);
    channel = connected;
    voice.markKnown();
    parts.blockingTasks().execute(() -> parts.dispatch().connected(as.node(), connected));
  }

  /** Is not its node any more where that has another key by now; tells whether it was one. */
  boolean unbindIfRevoked(TcpContext parts) {
    boolean lost = channel != null && !parts.adoption().isValid(channel.binding);
    if (lost) {
      unbind(parts);
    }
    return lost;
  }

  /** It is not connected any more. */
  void unbind(TcpContext parts) {
    TcpCommandChannel ended = channel;
    if (ended != null) {
      channel = null;
      parts.blockingTasks().execute(() -> parts.dispatch().disconnected(ended.node, ended));
    }
  }

  private static final class TcpCommandChannel implements CommandChannel {
    private final Binding binding;
    private final NodeId node;
    private final TcpReplyWriter replyWriter;
    private final TcpContext context;

    TcpCommandChannel(Binding as, TcpReplyWriter voice, TcpContext parts) {
      this.binding = as;
      this.node = as.node();
      this.replyWriter = voice;
      this.context = parts;
    }

    @Override
    public Transport transport() {
      return Transport.TCP;
    }

    @Override
    public boolean send(Command command) {
      if (!context.adoption().isValid(binding)) {
        return false;
      }
      String json = TcpMessageEncoder.encodeCommand(command);
      if (!TcpMessageEncoder.fits(json)) {
        reject(command);
        return true;
      }
      return replyWriter.sendCommand(node, json);
    }

    private void reject(Command command) {
      String reason =
          "a node at the TCP door takes at most "
              + TcpMessageEncoder.MAX_JSON
              + " bytes, and this action with its arguments has more";
      context
          .blockingTasks()
          .execute(() -> context.dispatch().tryAcknowledge(node, command.id(), false, reason));
    }

    @Override
    public boolean confirmsByReading() {
      return true;
    }
  }
}
