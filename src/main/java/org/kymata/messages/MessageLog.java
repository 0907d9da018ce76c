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
 * Keeps the last 50 messages of each node. A node that sends more than 20 messages a second is
 * logged only while someone views its messages. Thread-safe. The memory of all nodes together is
 * bounded; when it is full, the nodes that were idle longest lose their messages first.
 */
@ApplicationScoped
public class MessageLog {

  /** The most memory, estimated, that all messages may take. */
  static final long MAX_BYTES = 8 << 20;

  private final Map<NodeId, NodeMessageLog> traces = new ConcurrentHashMap<>();
  private final AtomicLong estimatedBytes = new AtomicLong();

  /**
   * A message before it is truncated and redacted.
   *
   * @param raw as it went over the wire
   * @param decoded what it means
   * @param error what was wrong with it; null when nothing was
   */
  public record Content(String raw, String decoded, String error) {}

  /**
   * The messages of one node for a viewer.
   *
   * @param messages newest last
   * @param paused whether logging was paused because the node is too fast and has no viewer
   */
  public record View(List<LoggedMessage> messages, boolean paused) {}

  /**
   * Logs a message from a node. {@code error} says what was wrong with it; null when nothing was.
   */
  public void received(NodeId node, Transport transport, String raw, String decoded, String error) {
    record(node, transport, true, () -> new Content(raw, decoded, error));
  }

  /** Logs a message from a node; {@code content} is called only when the message is kept. */
  public void received(NodeId node, Transport transport, Supplier<Content> content) {
    record(node, transport, true, content);
  }

  /** Logs a message to a node. */
  public void sent(NodeId node, Transport transport, String raw, String decoded) {
    record(node, transport, false, () -> new Content(raw, decoded, null));
  }

  private void record(
      NodeId node, Transport transport, boolean fromNode, Supplier<Content> content) {
    long now = System.currentTimeMillis();
    NodeMessageLog trace = trace(node);
    if (!trace.register(now)) {
      estimatedBytes.addAndGet(-trace.clear());
      return;
    }
    Content written = content.get();
    int grown =
        trace.add(
            LoggedMessage.of(
                now, fromNode, transport, written.raw(), written.decoded(), written.error()));
    if (estimatedBytes.addAndGet(grown) > MAX_BYTES) {
      evictIdle(trace);
    }
  }

  private synchronized void evictIdle(NodeMessageLog spared) {
    // Frees more than needed now, so that the next messages do not sort all nodes again.
    List<NodeMessageLog> idleLongestFirst =
        estimatedBytes.get() <= MAX_BYTES
            ? List.of()
            : traces.values().stream()
                .filter(trace -> trace != spared && !trace.isEmpty())
                .map(trace -> Map.entry(trace.lastUsedMillis(), trace))
                .sorted(Comparator.comparingLong(Map.Entry::getKey))
                .map(Map.Entry::getValue)
                .toList();
    for (NodeMessageLog trace : idleLongestFirst) {
      if (estimatedBytes.get() <= MAX_BYTES / 8 * 7) {
        return;
      }
      estimatedBytes.addAndGet(-trace.clear());
    }
  }

  /** The messages of a node. For a while after this call all its messages are kept, at any rate. */
  public View view(NodeId node) {
    return trace(node).view(System.currentTimeMillis());
  }

  private NodeMessageLog trace(NodeId node) {
    NodeMessageLog known = traces.get(node);
    return known != null ? known : traces.computeIfAbsent(node, any -> new NodeMessageLog());
  }

  /** The memory, estimated, that all messages take. */
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
