package org.kymata.doors.tcp;

import org.kymata.commands.Command;
import org.kymata.commands.Line;
import org.kymata.nodes.Door;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.Sender;

/**
 * One sensor of a connection, waiting until it was adopted; then also the way of commands to it.
 */
final class Guest {

  private final Sender sender;
  private final String said;
  private Way way;

  Guest(Sender sender, String said) {
    this.sender = sender;
    this.said = said;
  }

  /** How it called itself first. */
  String said() {
    return said;
  }

  Sender sender() {
    return sender;
  }

  /** What it was adopted as; null while it waits. */
  NodeId node() {
    return way == null ? null : way.node;
  }

  /** It is {@code node} from now on. */
  void become(NodeId node, Voice voice, Parts parts) {
    if (node.equals(node())) {
      return;
    }
    leave(parts);
    Way connected = new Way(node, voice, parts);
    way = connected;
    voice.known();
    parts.errands().execute(() -> parts.dispatch().connected(node, connected));
  }

  /** It is not connected any more. */
  void leave(Parts parts) {
    Way ended = way;
    if (ended != null) {
      way = null;
      parts.errands().execute(() -> parts.dispatch().disconnected(ended.node, ended));
    }
  }

  private static final class Way implements Line {
    private final NodeId node;
    private final Voice voice;
    private final Parts parts;

    Way(NodeId node, Voice voice, Parts parts) {
      this.node = node;
      this.voice = voice;
      this.parts = parts;
    }

    @Override
    public Door door() {
      return Door.TCP;
    }

    @Override
    public boolean send(Command command) {
      String json = Outgoing.action(command);
      if (!Outgoing.fits(json)) {
        refuse(command);
        return true;
      }
      return voice.say(node, json);
    }

    private void refuse(Command command) {
      String reason =
          "a node at the TCP door takes at most "
              + Outgoing.MAX_JSON
              + " bytes, and this action with its arguments has more";
      parts
          .errands()
          .execute(() -> parts.dispatch().acknowledged(node, command.id(), false, reason));
    }

    @Override
    public boolean confirmsByReading() {
      return true;
    }
  }
}
