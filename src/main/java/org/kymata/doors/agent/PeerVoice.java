package org.kymata.doors.agent;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import org.kymata.messages.MessageLog;
import org.kymata.nodes.Door;
import org.kymata.nodes.NodeId;
import org.kymata.platform.Envelope;

/** What the hub says to another Kymata, as a page does (docs/protocol.md); on the loop's thread. */
final class PeerVoice {

  // A Kymata closes sockets that it has not heard of for 60 s.
  private static final int PING_LOOKS = 4;

  private final Channel channel;
  private final MessageLog xray;
  private NodeId node;
  private int looks;
  private int asked;

  PeerVoice(Channel channel, MessageLog xray) {
    this.channel = channel;
    this.xray = xray;
  }

  /** From now on what is said is said to this host, whose X-ray shows it. */
  void of(NodeId host) {
    node = host;
  }

  /** Asks for the facts and the readings of one node, and of no other. */
  void subscribe(String machine) {
    say(
        Envelope.of(
            "subscribe",
            String.valueOf(++asked),
            json ->
                json.writeStartArray("topics")
                    .writeStartObject()
                    .write("node", machine)
                    .writeEnd()
                    .writeEnd()
                    .write("facts", true)));
  }

  /** Asks for nothing any more. */
  void unsubscribe() {
    say(Envelope.of("unsubscribe", String.valueOf(++asked), json -> {}));
  }

  /** Says that the hub is there; called at every look for silence. */
  void beAlive() {
    if (++looks % PING_LOOKS == 0) {
      say(Envelope.of("ping", null, json -> {}));
    }
  }

  private void say(String frame) {
    if (!channel.isWritable()) {
      // Whoever does not read what it is told is let go.
      channel.close();
      return;
    }
    channel.writeAndFlush(new TextWebSocketFrame(frame));
    if (node != null) {
      xray.sent(node, Door.KYMATA, frame, frame);
    }
  }
}
