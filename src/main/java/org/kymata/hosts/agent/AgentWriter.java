package org.kymata.hosts.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import org.kymata.connections.ErrorRateLimiter;
import org.kymata.messages.MessageLog;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.Transport;

/** What the hub says over one connection to an agent; on the loop's thread. */
final class AgentWriter {

  private final Channel channel;
  private final MessageLog messages;
  private final ErrorRateLimiter errorRateLimiter = new ErrorRateLimiter();
  private NodeId node;

  AgentWriter(Channel channel, MessageLog xray) {
    this.channel = channel;
    this.messages = xray;
  }

  /** From now on what is said is said to this host, whose X-ray shows it. */
  void setNode(NodeId host) {
    node = host;
  }

  /** Says who the hub is. The key is shown to the agent and to nobody else. */
  void writeHello(String program, String key) {
    write(HubMessageEncoder.hello(program, key));
  }

  /** Says a line. Whoever does not read what it is told is let go. */
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

  /** Says what was wrong, unless it has heard enough of that. */
  void sendError(String fault) {
    if (errorRateLimiter.tryAcquire(System.currentTimeMillis())) {
      send(HubMessageEncoder.error(fault));
    }
  }

  private void write(String line) {
    channel.writeAndFlush(Unpooled.wrappedBuffer((line + "\n").getBytes(UTF_8)));
  }
}
