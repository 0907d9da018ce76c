package org.kymata.hosts.peer;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import org.kymata.json.Envelope;
import org.kymata.messages.MessageLog;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.Transport;

/**
 * Sends the hub's frames to another Kymata, as a page does (docs/protocol.md); event loop's thread
 * only.
 */
final class PeerWriter {

  // A Kymata closes sockets that have sent nothing for 60 s.
  private static final int CHECKS_PER_PING = 4;

  private final Channel channel;
  private final MessageLog messages;
  private NodeId node;
  private int checks;
  private int lastRequestId;

  PeerWriter(Channel channel, MessageLog messages) {
    this.channel = channel;
    this.messages = messages;
  }

  /** Sets the host whose message log shows the frames from now on. */
  void setNode(NodeId host) {
    node = host;
  }

  /** Subscribes the facts and readings of one node. */
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

  /** Unsubscribes everything. */
  void unsubscribe() {
    send(Envelope.of("unsubscribe", String.valueOf(++lastRequestId), json -> {}));
  }

  /** Sends a ping if one is due; called at every idle check. */
  void pingIfDue() {
    if (++checks % CHECKS_PER_PING == 0) {
      send(Envelope.of("ping", null, json -> {}));
    }
  }

  private void send(String frame) {
    if (!channel.isWritable()) {
      // Closes the connection when the other end does not read.
      channel.close();
      return;
    }
    channel.writeAndFlush(new TextWebSocketFrame(frame));
    if (node != null) {
      messages.sent(node, Transport.KYMATA, frame, frame);
    }
  }
}
