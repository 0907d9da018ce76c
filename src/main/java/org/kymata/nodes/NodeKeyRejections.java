package org.kymata.nodes;

import jakarta.json.stream.JsonGenerator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import org.kymata.metrics.MetricSink;

/**
 * Counts the messages that were rejected since their sender showed no key or a wrong one, by node,
 * and in all those with a key that is no node's. Since the start of the hub. Thread-safe.
 */
final class NodeKeyRejections {

  /** One message in so many milliseconds is shown: else a stranger pushes the node's own out. */
  static final long TRACE_INTERVAL_MILLIS = 10_000;

  private static final class NodeCounter {
    private long count;
    private long lastMillis;
    private String address;
    private NodeKeyRejectedException.Reason reason;
    private long shownMillis;

    private synchronized boolean note(
        NodeKeyRejectedException.Reason why, String from, long nowMillis) {
      count++;
      lastMillis = nowMillis;
      address = from;
      reason = why;
      boolean show = nowMillis - shownMillis >= TRACE_INTERVAL_MILLIS || nowMillis < shownMillis;
      shownMillis = show ? nowMillis : shownMillis;
      return show;
    }

    private synchronized void write(JsonGenerator json) {
      if (count > 0) {
        json.writeStartObject("keyRejected")
            .write("count", count)
            .write("last", lastMillis)
            .write("address", address)
            .write("code", reason.code())
            .writeEnd();
      }
    }
  }

  private final Map<NodeId, NodeCounter> byNode = new ConcurrentHashMap<>();
  private final NodeCounter unknown = new NodeCounter();
  private final AtomicLongArray byReason =
      new AtomicLongArray(NodeKeyRejectedException.Reason.values().length);

  /**
   * Notes a rejection.
   *
   * @param node which the sender would be by its address; null when none
   * @return the rejection as the sender is told of it
   */
  NodeKeyRejectedException countRejection(
      NodeKeyRejectedException.Reason reason, NodeId node, Sender sender) {
    byReason.incrementAndGet(reason.ordinal());
    NodeCounter count =
        node == null ? unknown : byNode.computeIfAbsent(node, any -> new NodeCounter());
    boolean show = count.note(reason, sender.address(), System.currentTimeMillis());
    return new NodeKeyRejectedException(reason, sender.transport(), show ? node : null);
  }

  void forget(NodeId node) {
    byNode.remove(node);
  }

  /** Writes {@code keyRejected} of a node, where there is something to tell. */
  void writeMember(JsonGenerator json, NodeId node) {
    NodeCounter count = byNode.get(node);
    if (count != null) {
      count.write(json);
    }
  }

  /** Writes {@code keyRejected} of senders that are no node. */
  void writeUnknown(JsonGenerator json) {
    unknown.write(json);
  }

  void writeMetrics(MetricSink sink) {
    for (NodeKeyRejectedException.Reason reason : NodeKeyRejectedException.Reason.values()) {
      sink.counter(
          "kymata_node_key_rejections_total",
          "Messages that were rejected since no node key or a wrong one was shown.",
          byReason.get(reason.ordinal()),
          "code",
          reason.code());
    }
  }
}
