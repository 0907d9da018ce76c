package org.kymata.commands;

import java.util.List;
import org.kymata.nodes.Door;

/**
 * A command that has not ended, and how it was brought to its node. The thread of commands only.
 */
final class OpenCommand {

  // Read by others, who look whose it is.
  private volatile Command command;
  private Line line;
  private boolean unsure;
  private boolean repeated;
  private long sinceMillis;

  OpenCommand(Command command) {
    this.command = command;
  }

  /**
   * One of before this start. What was sent may have been lost with the hub, so that it is sent
   * once more; what the node acknowledged never is.
   */
  static OpenCommand restored(Command command, long nowMillis) {
    OpenCommand open = new OpenCommand(command);
    open.unsure = command.state() == State.SENT;
    open.sinceMillis = nowMillis;
    return open;
  }

  Command command() {
    return command;
  }

  Command become(State next, String reason, long nowMillis) {
    command = command.become(next, reason, nowMillis);
    return command;
  }

  boolean isIn(State state) {
    return command.state() == state;
  }

  /** Whether it is to be handed to the node, which has these lines. */
  boolean mustGo(List<Line> lines) {
    return isIn(State.QUEUED) || isIn(State.SENT) && (unsure || isBroken(lines));
  }

  /**
   * Whether the connection broke over which a node was to acknowledge it. It goes out once more, by
   * another of that kind: such a node knows it again by its id, the older clients would not.
   */
  private boolean isBroken(List<Line> lines) {
    return !repeated
        && line != null
        && isOfSocket(line)
        && !lines.contains(line)
        && lines.stream().anyMatch(OpenCommand::isOfSocket);
  }

  private static boolean isOfSocket(Line line) {
    return line.door() == Door.WS;
  }

  boolean mayGo(Line by) {
    return isIn(State.QUEUED) || unsure || isOfSocket(by);
  }

  /** It was handed over. */
  void handedTo(Line by, long nowMillis) {
    repeated = isIn(State.SENT);
    unsure = false;
    line = by;
    sinceMillis = nowMillis;
  }

  /** The clock was set: it goes on as long as it was to. */
  void shift(long byMillis) {
    command = command.shifted(byMillis);
    sinceMillis += byMillis;
  }

  void acknowledged(long nowMillis) {
    sinceMillis = nowMillis;
  }

  /** Whether the node's next reading is its answer. */
  boolean isAnsweredByReading() {
    return isIn(State.SENT) && !unsure && line != null && line.confirmsByReading();
  }

  /** Whether readings that were stored at {@code millis} came after the last step. */
  boolean isBefore(long millis) {
    return sinceMillis <= millis;
  }
}
