package org.kymata.commands;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.kymata.nodes.NodeId;

/**
 * The open commands of all nodes, and what becomes of them. Changed by the thread of commands
 * alone; others may ask what is open.
 */
final class PendingCommands {

  private static final Logger LOG = System.getLogger(PendingCommands.class.getName());

  private final Map<NodeId, List<PendingCommand>> byNode = new ConcurrentHashMap<>();
  private final Map<String, PendingCommand> byId = new ConcurrentHashMap<>();
  private final CommandChannels channels;
  private final Capabilities actions;
  private List<Command> changes = new ArrayList<>();

  PendingCommands(CommandChannels channels, Capabilities actions) {
    this.channels = channels;
    this.actions = actions;
  }

  boolean isEmpty() {
    return byNode.isEmpty();
  }

  boolean hasOpen(NodeId node) {
    return byNode.containsKey(node);
  }

  /** The open command of this id; null when there is none. */
  Command find(String id) {
    PendingCommand open = byId.get(id);
    return open == null ? null : open.command();
  }

  Set<NodeId> nodes() {
    return Set.copyOf(byNode.keySet());
  }

  int size() {
    return byId.size();
  }

  int size(NodeId node) {
    return ofNode(node).size();
  }

  long queuedCount(NodeId node) {
    return ofNode(node).stream().filter(open -> open.isIn(CommandState.QUEUED)).count();
  }

  private List<PendingCommand> ofNode(NodeId node) {
    return byNode.getOrDefault(node, List.of());
  }

  void add(PendingCommand open) {
    byId.put(open.command().id(), open);
    byNode.computeIfAbsent(open.command().node(), any -> new ArrayList<>()).add(open);
  }

  /** Hands over what waits for a node, in order, as far as it is taken. */
  void deliver(NodeId node, long nowMillis) {
    for (PendingCommand open : ofNode(node)) {
      if (open.needsSending(channels.of(node)) && !trySendByAny(open, nowMillis)) {
        return;
      }
    }
  }

  private boolean trySendByAny(PendingCommand open, long nowMillis) {
    boolean first = open.isIn(CommandState.QUEUED);
    Command sent =
        first ? open.command().withState(CommandState.SENT, null, nowMillis) : open.command();
    for (CommandChannel channel : channels.of(sent.node())) {
      if (open.maySendBy(channel) && trySend(channel, sent)) {
        open.markSent(channel, nowMillis);
        if (first) {
          changes.add(open.moveTo(CommandState.SENT, null, nowMillis));
        }
        return true;
      }
    }
    return false;
  }

  private static boolean trySend(CommandChannel channel, Command command) {
    try {
      return channel.send(command);
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "a channel failed at a command, which stays queued", e);
      return false;
    }
  }

  /** The node has done it, or would not; nothing happens when it has ended meanwhile. */
  void acknowledge(String id, boolean done, String reason, long nowMillis) {
    PendingCommand open = byId.get(id);
    if (open == null) {
      return;
    }
    if (open.isIn(CommandState.QUEUED)) {
      // It went out before a kill, which that step did not survive.
      changes.add(open.moveTo(CommandState.SENT, null, nowMillis));
    }
    if (!done) {
      end(open, CommandState.REJECTED, reason, nowMillis);
    } else if (open.isIn(CommandState.SENT)) {
      open.markAcknowledged(nowMillis);
      changes.add(open.moveTo(CommandState.ACKNOWLEDGED, null, nowMillis));
    }
  }

  /** Readings of a node were stored: they prove what was to be proved by them. */
  void confirmByReadings(NodeId node, Set<String> metrics, long storedMillis, long nowMillis) {
    for (PendingCommand open : List.copyOf(ofNode(node))) {
      if (open.isLastStepBefore(storedMillis)) {
        if (open.isConfirmedByReading()) {
          changes.add(open.moveTo(CommandState.ACKNOWLEDGED, null, nowMillis));
          end(open, CommandState.CONFIRMED, null, nowMillis);
        } else if (open.isIn(CommandState.ACKNOWLEDGED) && isProvedBy(open.command(), metrics)) {
          end(open, CommandState.CONFIRMED, null, nowMillis);
        }
      }
    }
  }

  private boolean isProvedBy(Command command, Set<String> metrics) {
    String metric = actions.metricOf(command.node(), command.action());
    return metric == null || metrics.contains(metric);
  }

  /** Ends what is past its time. */
  void expire(long nowMillis) {
    for (PendingCommand open : List.copyOf(byId.values())) {
      if (open.command().expires() <= nowMillis) {
        end(open, CommandState.EXPIRED, expiryReason(open), nowMillis);
      }
    }
  }

  private String expiryReason(PendingCommand open) {
    return switch (open.command().state()) {
      case SENT -> "it was sent and the node did not answer";
      case ACKNOWLEDGED -> "the node said that it did it, but no reading showed it";
      default ->
          channels.of(open.command().node()).isEmpty()
              ? "the node was not connected"
              : "the node was connected and took nothing";
    };
  }

  /** The clock was set. */
  void shiftExpiry(long byMillis) {
    byId.values().forEach(open -> open.shiftExpiry(byMillis));
  }

  /** Ends what was ordered of a node that is gone. */
  void expireOfDeleted(NodeId node, long nowMillis) {
    for (PendingCommand open : List.copyOf(ofNode(node))) {
      end(open, CommandState.EXPIRED, "the node was deleted", nowMillis);
    }
  }

  private void end(PendingCommand open, CommandState state, String reason, long nowMillis) {
    Command ended = open.moveTo(state, reason, nowMillis);
    changes.add(ended);
    byId.remove(ended.id());
    List<PendingCommand> left = ofNode(ended.node());
    left.remove(open);
    if (left.isEmpty()) {
      byNode.remove(ended.node());
    }
  }

  /** What changed since the last call, in order. */
  List<Command> drainChanges() {
    List<Command> taken = changes;
    changes = new ArrayList<>();
    return taken;
  }
}
