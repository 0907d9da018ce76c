package org.kymata.hosts.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import org.kymata.connections.ErrorRateLimiter;
import org.kymata.messages.MessageLog;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.Transport;

/** Sends the hub's messages to one agent; event loop's thread only. */
final class AgentWriter {

  private final Channel channel;
  private final MessageLog messages;
  private final ErrorRateLimiter errorRateLimiter = new ErrorRateLimiter();
  private NodeId node;

  AgentWriter(Channel channel, MessageLog messages) {
    this.channel = channel;
    this.messages = messages;
  }

  /** Sets the host whose message log shows the messages from now on. */
  void setNode(NodeId host) {
    node = host;
  }

  /** Sends the hub's hello. Only the agent sees the key; it is not logged. */
  void writeHello(String program, String key) {
    write(HubMessageEncoder.hello(program, key));
  }

  /** Sends a line; closes the connection when the agent does not read. */
  void send(String line) {
    if (!channel.isWritable()) {
      channel.close();
      return;
    }
    write(line);
    if (node != null) {
      messages.sent(node, Transport.AGENT, line, line);
    }
  }

  /** Sends an error, unless the agent has got too many. */
  void sendError(String fault) {
    if (errorRateLimiter.tryAcquire(System.currentTimeMillis())) {
      send(HubMessageEncoder.error(fault));
    }
  }

  private void write(String line) {
    channel.writeAndFlush(Unpooled.wrappedBuffer((line + "\n").getBytes(UTF_8)));
  }
}
