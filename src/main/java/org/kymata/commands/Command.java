package org.kymata.commands;

import java.util.EnumMap;
import java.util.Map;
import org.kymata.nodes.NodeId;

/**
 * Something that a node is to do.
 *
 * @param id names it for ever
 * @param node who is to do it
 * @param action what
 * @param arguments with what: the text of a JSON object
 * @param by who sent it
 * @param state how far it has come
 * @param reason why it was refused or expired; null when it was not
 * @param created when it was submitted, epoch milliseconds
 * @param expires when it is worth nothing any more, epoch milliseconds
 * @param times when it came to each state, epoch milliseconds
 */
public record Command(
    String id,
    NodeId node,
    String action,
    String arguments,
    String by,
    CommandState state,
    String reason,
    long created,
    long expires,
    Map<CommandState, Long> times) {

  /** Whether nothing more will become of it. */
  public boolean isEnded() {
    return state.isEnd();
  }

  /** The same one step further. */
  Command withState(CommandState next, String why, long nowMillis) {
    Map<CommandState, Long> steps = new EnumMap<>(times);
    steps.put(next, nowMillis);
    return new Command(
        id, node, action, arguments, by, next, why, created, expires, Map.copyOf(steps));
  }

  /** The same, worth something for so much longer: the clock by which it ends was set. */
  Command withExpiryShifted(long byMillis) {
    return new Command(
        id, node, action, arguments, by, state, reason, created, expires + byMillis, times);
  }

  /** Whether a request would make just this command. */
  boolean isSameRequest(Command other) {
    return node.equals(other.node)
        && action.equals(other.action)
        && arguments.equals(other.arguments)
        && expires - created == other.expires - other.created;
  }
}
