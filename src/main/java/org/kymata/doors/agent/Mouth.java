package org.kymata.doors.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import org.kymata.connections.ErrorRateLimiter;
import org.kymata.messages.MessageLog;
import org.kymata.nodes.Door;
import org.kymata.nodes.NodeId;

/** What the hub says over one connection to an agent; on the loop's thread. */
final class Mouth {

  private final Channel channel;
  private final MessageLog xray;
  private final ErrorRateLimiter complaints = new ErrorRateLimiter();
  private NodeId node;

  Mouth(Channel channel, MessageLog xray) {
    this.channel = channel;
    this.xray = xray;
  }

  /** From now on what is said is said to this host, whose X-ray shows it. */
  void of(NodeId host) {
    node = host;
  }

  /** Says who the hub is. The key is shown to the agent and to nobody else. */
  void greet(String program, String key) {
    write(HubLines.hello(program, key));
  }

  /** Says a line. Whoever does not read what it is told is let go. */
  void say(String line) {
    if (!channel.isWritable()) {
      channel.close();
      return;
    }
    write(line);
    if (node != null) {
      xray.sent(node, Door.AGENT, line, line);
    }
  }

  /** Says what was wrong, unless it has heard enough of that. */
  void complain(String fault) {
    if (complaints.tryAcquire(System.currentTimeMillis())) {
      say(HubLines.error(fault));
    }
  }

  private void write(String line) {
    channel.writeAndFlush(Unpooled.wrappedBuffer((line + "\n").getBytes(UTF_8)));
  }
}
