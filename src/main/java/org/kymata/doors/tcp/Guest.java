package org.kymata.doors.tcp;

import org.kymata.commands.Command;
import org.kymata.commands.CommandChannel;
import org.kymata.nodes.Adopted;
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

  /** Whether it showed the key of its node. */
  boolean isByKey() {
    return way != null && way.as.isByKey();
  }

  /** It is this node from now on. */
  void become(Adopted as, Voice voice, Parts parts) {
    if (way != null && as.equals(way.as)) {
      return;
    }
    leave(parts);
    Way connected = new Way(as, voice, parts);
    way = connected;
    voice.known();
    parts.errands().execute(() -> parts.dispatch().connected(as.node(), connected));
  }

  /** Is not its node any more where that has another key by now; tells whether it was one. */
  boolean leaveUnlessHolds(Parts parts) {
    boolean lost = way != null && !parts.adoption().holds(way.as);
    if (lost) {
      leave(parts);
    }
    return lost;
  }

  /** It is not connected any more. */
  void leave(Parts parts) {
    Way ended = way;
    if (ended != null) {
      way = null;
      parts.errands().execute(() -> parts.dispatch().disconnected(ended.node, ended));
    }
  }

  private static final class Way implements CommandChannel {
    private final Adopted as;
    private final NodeId node;
    private final Voice voice;
    private final Parts parts;

    Way(Adopted as, Voice voice, Parts parts) {
      this.as = as;
      this.node = as.node();
      this.voice = voice;
      this.parts = parts;
    }

    @Override
    public Door transport() {
      return Door.TCP;
    }

    @Override
    public boolean send(Command command) {
      if (!parts.adoption().holds(as)) {
        return false;
      }
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
          .execute(() -> parts.dispatch().tryAcknowledge(node, command.id(), false, reason));
    }

    @Override
    public boolean confirmsByReading() {
      return true;
    }
  }
}
