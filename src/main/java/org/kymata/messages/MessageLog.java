package org.kymata.messages;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.kymata.nodes.NodeDeleted;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.Transport;

/**
 * Keeps the last 50 frames of each node. Of a node with more than 20 frames a second nothing is
 * kept unless somebody looks. Thread-safe; all nodes together have a bounded memory, from which
 * those that were quiet the longest go first.
 */
@ApplicationScoped
public class MessageLog {

  /** About how much memory all frames together may take. */
  static final long MAX_BYTES = 8 << 20;

  private final Map<NodeId, NodeMessageLog> traces = new ConcurrentHashMap<>();
  private final AtomicLong estimatedBytes = new AtomicLong();

  /**
   * A message, not written out yet.
   *
   * @param raw as it went over the wire
   * @param decoded what it means
   * @param fault what was wrong with it; null when nothing was
   */
  public record Content(String raw, String decoded, String error) {}

  /**
   * What somebody sees who looks.
   *
   * @param frames newest last
   * @param paused whether nothing was kept because the node is too fast and nobody looked
   */
  public record View(List<LoggedMessage> messages, boolean paused) {}

  /** A node sent something; {@code fault} says what was wrong with it, null when nothing was. */
  public void received(NodeId node, Transport door, String raw, String decoded, String fault) {
    record(node, door, true, () -> new Content(raw, decoded, fault));
  }

  /** As the other, for a message that costs something to write out: only asked for when kept. */
  public void received(NodeId node, Transport door, Supplier<Content> content) {
    record(node, door, true, content);
  }

  /** Something was sent to a node. */
  public void sent(NodeId node, Transport door, String raw, String decoded) {
    record(node, door, false, () -> new Content(raw, decoded, null));
  }

  private void record(NodeId node, Transport door, boolean in, Supplier<Content> content) {
    long now = System.currentTimeMillis();
    NodeMessageLog trace = trace(node);
    if (!trace.register(now)) {
      estimatedBytes.addAndGet(-trace.clear());
      return;
    }
    Content written = content.get();
    int grown =
        trace.add(
            LoggedMessage.of(now, in, door, written.raw(), written.decoded(), written.error()));
    if (estimatedBytes.addAndGet(grown) > MAX_BYTES) {
      evictIdle(trace);
    }
  }

  private synchronized void evictIdle(NodeMessageLog spared) {
    // More than is needed now: else every further frame would look through all nodes.
    List<NodeMessageLog> longestQuiet =
        estimatedBytes.get() <= MAX_BYTES
            ? List.of()
            : traces.values().stream()
                .filter(trace -> trace != spared && !trace.isEmpty())
                .map(trace -> Map.entry(trace.lastUsedMillis(), trace))
                .sorted(Comparator.comparingLong(Map.Entry::getKey))
                .map(Map.Entry::getValue)
                .toList();
    for (NodeMessageLog trace : longestQuiet) {
      if (estimatedBytes.get() <= MAX_BYTES / 8 * 7) {
        return;
      }
      estimatedBytes.addAndGet(-trace.clear());
    }
  }

  /** The frames of a node; for a while, those to come are kept however fast they are. */
  public View view(NodeId node) {
    return trace(node).view(System.currentTimeMillis());
  }

  private NodeMessageLog trace(NodeId node) {
    NodeMessageLog known = traces.get(node);
    return known != null ? known : traces.computeIfAbsent(node, any -> new NodeMessageLog());
  }

  /** About how much memory the frames take. */
  long estimatedBytes() {
    return estimatedBytes.get();
  }

  void forget(@Observes NodeDeleted deleted) {
    NodeMessageLog trace = traces.remove(deleted.id());
    if (trace != null) {
      estimatedBytes.addAndGet(-trace.clear());
    }
  }
}
