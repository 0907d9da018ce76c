package org.kymata.commands;

import java.util.List;
import org.kymata.nodes.Transport;

/**
 * A command that has not ended, and how it was brought to its node. The thread of commands only.
 */
final class PendingCommand {

  // Read by others, who look whose it is.
  private volatile Command command;
  private CommandChannel channel;
  private boolean deliveryUnknown;
  private boolean resent;
  private long lastStepMillis;

  PendingCommand(Command command) {
    this.command = command;
  }

  /**
   * One of before this start. What was sent may have been lost with the hub, so that it is sent
   * once more; what the node acknowledged never is.
   */
  static PendingCommand restored(Command command, long nowMillis) {
    PendingCommand open = new PendingCommand(command);
    open.deliveryUnknown = command.state() == CommandState.SENT;
    open.lastStepMillis = nowMillis;
    return open;
  }

  Command command() {
    return command;
  }

  Command moveTo(CommandState next, String reason, long nowMillis) {
    command = command.withState(next, reason, nowMillis);
    return command;
  }

  boolean isIn(CommandState state) {
    return command.state() == state;
  }

  /** Whether it is to be handed to the node, which has these channels. */
  boolean needsSending(List<CommandChannel> channels) {
    return isIn(CommandState.QUEUED)
        || isIn(CommandState.SENT) && (deliveryUnknown || isChannelLost(channels));
  }

  /**
   * Whether the connection broke over which a node was to acknowledge it. It goes out once more, by
   * another of that kind: such a node knows it again by its id, the older clients would not.
   */
  private boolean isChannelLost(List<CommandChannel> channels) {
    return !resent
        && channel != null
        && isWebSocket(channel)
        && !channels.contains(channel)
        && channels.stream().anyMatch(PendingCommand::isWebSocket);
  }

  private static boolean isWebSocket(CommandChannel channel) {
    return channel.transport() == Transport.WS;
  }

  boolean maySendBy(CommandChannel by) {
    return isIn(CommandState.QUEUED) || deliveryUnknown || isWebSocket(by);
  }

  /** It was handed over. */
  void markSent(CommandChannel by, long nowMillis) {
    resent = isIn(CommandState.SENT);
    deliveryUnknown = false;
    channel = by;
    lastStepMillis = nowMillis;
  }

  /** The clock was set: it goes on as long as it was to. */
  void shiftExpiry(long byMillis) {
    command = command.withExpiryShifted(byMillis);
    lastStepMillis += byMillis;
  }

  void markAcknowledged(long nowMillis) {
    lastStepMillis = nowMillis;
  }

  /** Whether the node's next reading is its answer. */
  boolean isConfirmedByReading() {
    return isIn(CommandState.SENT)
        && !deliveryUnknown
        && channel != null
        && channel.confirmsByReading();
  }

  /** Whether readings that were stored at {@code millis} came after the last step. */
  boolean isLastStepBefore(long millis) {
    return lastStepMillis <= millis;
  }
}
