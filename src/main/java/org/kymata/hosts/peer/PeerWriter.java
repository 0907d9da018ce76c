package org.kymata.hosts.peer;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import org.kymata.json.Envelope;
import org.kymata.messages.MessageLog;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.Transport;

/** What the hub says to another Kymata, as a page does (docs/protocol.md); on the loop's thread. */
final class PeerWriter {

  // A Kymata closes sockets that it has not heard of for 60 s.
  private static final int CHECKS_PER_PING = 4;

  private final Channel channel;
  private final MessageLog messages;
  private NodeId node;
  private int checks;
  private int lastRequestId;

  PeerWriter(Channel channel, MessageLog xray) {
    this.channel = channel;
    this.messages = xray;
  }

  /** From now on what is said is said to this host, whose X-ray shows it. */
  void setNode(NodeId host) {
    node = host;
  }

  /** Asks for the facts and the readings of one node, and of no other. */
  void subscribe(String machine) {
    send(
        Envelope.of(
            "subscribe",
            String.valueOf(++lastRequestId),
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
    send(Envelope.of("unsubscribe", String.valueOf(++lastRequestId), json -> {}));
  }

  /** Says that the hub is there; called at every look for silence. */
  void pingIfDue() {
    if (++checks % CHECKS_PER_PING == 0) {
      send(Envelope.of("ping", null, json -> {}));
    }
  }

  private void send(String frame) {
    if (!channel.isWritable()) {
      // Whoever does not read what it is told is let go.
      channel.close();
      return;
    }
    channel.writeAndFlush(new TextWebSocketFrame(frame));
    if (node != null) {
      messages.sent(node, Transport.KYMATA, frame, frame);
    }
  }
}
