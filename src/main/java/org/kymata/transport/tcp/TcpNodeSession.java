package org.kymata.transport.tcp;

import org.kymata.commands.Command;
import org.kymata.commands.CommandChannel;
import org.kymata.nodes.Binding;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.Sender;
import org.kymata.nodes.Transport;

/** One sensor of a connection: pending until it is adopted, then also its command channel. */
final class TcpNodeSession {

  private final Sender sender;
  private final String announcedName;
  private TcpCommandChannel channel;

  TcpNodeSession(Sender sender, String announcedName) {
    this.sender = sender;
    this.announcedName = announcedName;
  }

  /** The name that it sent first. */
  String announcedName() {
    return announcedName;
  }

  Sender sender() {
    return sender;
  }

  /** The node that it was adopted as; null while it is pending. */
  NodeId node() {
    return channel == null ? null : channel.node;
  }

  /** Whether it is bound by its node's key. */
  boolean isByKey() {
    return channel != null && channel.binding.isByKey();
  }

  /** Binds it to a node. */
  void bind(Binding binding, TcpReplyWriter replyWriter, TcpContext context) {
    if (channel != null && binding.equals(channel.binding)) {
      return;
    }
    unbind(context);
    TcpCommandChannel connected = new TcpCommandChannel(binding, replyWriter, context);
    channel = connected;
    replyWriter.markKnown();
    context
        .blockingTasks()
        .execute(() -> context.dispatcher().connected(binding.node(), connected));
  }

  /** Unbinds it if its node's key has changed; returns whether it was bound. */
  boolean unbindIfRevoked(TcpContext context) {
    boolean lost = channel != null && !context.adoption().isValid(channel.binding);
    if (lost) {
      unbind(context);
    }
    return lost;
  }

  /** Ends its connection to the node. */
  void unbind(TcpContext context) {
    TcpCommandChannel ended = channel;
    if (ended != null) {
      channel = null;
      context.blockingTasks().execute(() -> context.dispatcher().disconnected(ended.node, ended));
    }
  }

  private static final class TcpCommandChannel implements CommandChannel {
    private final Binding binding;
    private final NodeId node;
    private final TcpReplyWriter replyWriter;
    private final TcpContext context;

    TcpCommandChannel(Binding binding, TcpReplyWriter replyWriter, TcpContext context) {
      this.binding = binding;
      this.node = binding.node();
      this.replyWriter = replyWriter;
      this.context = context;
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
          "a node on TCP takes at most "
              + TcpMessageEncoder.MAX_JSON
              + " bytes, and this action with its arguments has more";
      context
          .blockingTasks()
          .execute(() -> context.dispatcher().tryAcknowledge(node, command.id(), false, reason));
    }

    @Override
    public boolean confirmsByReading() {
      return true;
    }
  }
}
