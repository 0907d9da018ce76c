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
final class Book {

  private static final Logger LOG = System.getLogger(Book.class.getName());

  private final Map<NodeId, List<OpenCommand>> byNode = new ConcurrentHashMap<>();
  private final Map<String, OpenCommand> byId = new ConcurrentHashMap<>();
  private final Lines lines;
  private final Actions actions;
  private List<Command> changes = new ArrayList<>();

  Book(Lines lines, Actions actions) {
    this.lines = lines;
    this.actions = actions;
  }

  boolean isEmpty() {
    return byNode.isEmpty();
  }

  boolean hasOpen(NodeId node) {
    return byNode.containsKey(node);
  }

  /** The open command of this id; null when there is none. */
  Command open(String id) {
    OpenCommand open = byId.get(id);
    return open == null ? null : open.command();
  }

  Set<NodeId> nodes() {
    return Set.copyOf(byNode.keySet());
  }

  int size() {
    return byId.size();
  }

  int size(NodeId node) {
    return of(node).size();
  }

  long waiting(NodeId node) {
    return of(node).stream().filter(open -> open.isIn(State.QUEUED)).count();
  }

  private List<OpenCommand> of(NodeId node) {
    return byNode.getOrDefault(node, List.of());
  }

  void add(OpenCommand open) {
    byId.put(open.command().id(), open);
    byNode.computeIfAbsent(open.command().node(), any -> new ArrayList<>()).add(open);
  }

  /** Hands over what waits for a node, in order, as far as it is taken. */
  void deliver(NodeId node, long nowMillis) {
    for (OpenCommand open : of(node)) {
      if (open.mustGo(lines.of(node)) && !handOver(open, nowMillis)) {
        return;
      }
    }
  }

  private boolean handOver(OpenCommand open, long nowMillis) {
    boolean first = open.isIn(State.QUEUED);
    Command sent = first ? open.command().become(State.SENT, null, nowMillis) : open.command();
    for (Line line : lines.of(sent.node())) {
      if (open.mayGo(line) && isTaken(line, sent)) {
        open.handedTo(line, nowMillis);
        if (first) {
          changes.add(open.become(State.SENT, null, nowMillis));
        }
        return true;
      }
    }
    return false;
  }

  private static boolean isTaken(Line line, Command command) {
    try {
      return line.send(command);
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "a line failed at a command, which waits on", e);
      return false;
    }
  }

  /** The node has done it, or would not; nothing happens when it has ended meanwhile. */
  void acknowledge(String id, boolean done, String reason, long nowMillis) {
    OpenCommand open = byId.get(id);
    if (open == null) {
      return;
    }
    if (open.isIn(State.QUEUED)) {
      // It went out before a kill, which that step did not survive.
      changes.add(open.become(State.SENT, null, nowMillis));
    }
    if (!done) {
      end(open, State.REFUSED, reason, nowMillis);
    } else if (open.isIn(State.SENT)) {
      open.acknowledged(nowMillis);
      changes.add(open.become(State.ACKNOWLEDGED, null, nowMillis));
    }
  }

  /** Readings of a node were stored: they prove what was to be proved by them. */
  void heard(NodeId node, Set<String> metrics, long storedMillis, long nowMillis) {
    for (OpenCommand open : List.copyOf(of(node))) {
      if (open.isBefore(storedMillis)) {
        if (open.isAnsweredByReading()) {
          changes.add(open.become(State.ACKNOWLEDGED, null, nowMillis));
          end(open, State.CONFIRMED, null, nowMillis);
        } else if (open.isIn(State.ACKNOWLEDGED) && shows(open.command(), metrics)) {
          end(open, State.CONFIRMED, null, nowMillis);
        }
      }
    }
  }

  private boolean shows(Command command, Set<String> metrics) {
    String metric = actions.metricOf(command.node(), command.action());
    return metric == null || metrics.contains(metric);
  }

  /** Ends what is past its time. */
  void expire(long nowMillis) {
    for (OpenCommand open : List.copyOf(byId.values())) {
      if (open.command().expires() <= nowMillis) {
        end(open, State.EXPIRED, whyExpired(open), nowMillis);
      }
    }
  }

  private String whyExpired(OpenCommand open) {
    return switch (open.command().state()) {
      case SENT -> "it was sent and the node did not answer";
      case ACKNOWLEDGED -> "the node said that it did it, but no reading showed it";
      default ->
          lines.of(open.command().node()).isEmpty()
              ? "the node was not connected"
              : "the node was connected and took nothing";
    };
  }

  /** The clock was set. */
  void shift(long byMillis) {
    byId.values().forEach(open -> open.shift(byMillis));
  }

  /** Ends what was ordered of a node that is gone. */
  void forget(NodeId node, long nowMillis) {
    for (OpenCommand open : List.copyOf(of(node))) {
      end(open, State.EXPIRED, "the node was deleted", nowMillis);
    }
  }

  private void end(OpenCommand open, State state, String reason, long nowMillis) {
    Command ended = open.become(state, reason, nowMillis);
    changes.add(ended);
    byId.remove(ended.id());
    List<OpenCommand> left = of(ended.node());
    left.remove(open);
    if (left.isEmpty()) {
      byNode.remove(ended.node());
    }
  }

  /** What changed since the last call, in order. */
  List<Command> takeChanges() {
    List<Command> taken = changes;
    changes = new ArrayList<>();
    return taken;
  }
}
