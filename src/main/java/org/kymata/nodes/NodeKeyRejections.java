package org.kymata.nodes;

import jakarta.json.stream.JsonGenerator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import org.kymata.metrics.MetricSink;

/**
 * Counts, since the hub's start, the messages that were rejected because their sender sent no key
 * or a wrong one: by node, and in total those with a key of no node. Thread-safe.
 */
final class NodeKeyRejections {

  /** Only one message in this time is logged: else a stranger could push out the node's own. */
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
   * Counts a rejection.
   *
   * @param node which the sender claims by its address; null when none
   * @return the rejection to reply with
   */
  NodeKeyRejectedException countRejection(
      NodeKeyRejectedException.Reason reason, NodeId node, Sender sender) {
    byReason.incrementAndGet(reason.ordinal());
    NodeCounter count =
        node == null ? unknown : byNode.computeIfAbsent(node, any -> new NodeCounter());
    boolean isLogged = count.note(reason, sender.address(), System.currentTimeMillis());
    return new NodeKeyRejectedException(reason, sender.transport(), isLogged ? node : null);
  }

  void forget(NodeId node) {
    byNode.remove(node);
  }

  /** Writes {@code keyRejected} of a node, unless there is nothing to report. */
  void writeMember(JsonGenerator json, NodeId node) {
    NodeCounter count = byNode.get(node);
    if (count != null) {
      count.write(json);
    }
  }

  /** Writes {@code keyRejected} of senders that claim no node. */
  void writeUnknown(JsonGenerator json) {
    unknown.write(json);
  }

  void writeMetrics(MetricSink sink) {
    for (NodeKeyRejectedException.Reason reason : NodeKeyRejectedException.Reason.values()) {
      sink.counter(
          "kymata_node_key_rejections_total",
          "Messages that were rejected because the sender sent no node key or a wrong one.",
          byReason.get(reason.ordinal()),
          "code",
          reason.code());
    }
  }
}
