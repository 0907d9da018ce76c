package org.kymata.transport.tcp;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.kymata.metrics.MetricSink;
import org.kymata.metrics.MetricSource;
import org.kymata.nodes.NodeKeyChanged;
import org.kymata.nodes.Sender;
import org.kymata.nodes.SenderAdopted;
import org.kymata.nodes.SenderRevoked;
import org.kymata.nodes.Transport;

/** The nodes that are connected by TCP, adopted or pending. Thread-safe. */
@ApplicationScoped
public class TcpNodeSessions implements MetricSource {

  /** Limit of connections at a time: more would use up all file descriptors. */
  static final int MAX_CONNECTIONS = 20_000;

  private final Map<Sender, List<TcpNodeHandler>> bySender = new ConcurrentHashMap<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final LongAdder droppedReplies = new LongAdder();
  private final LongAdder pauses = new LongAdder();

  /** Counts a new connection; false when there are too many. */
  boolean tryOpen() {
    return connections.incrementAndGet() <= MAX_CONNECTIONS;
  }

  /** Counts the end of a connection. */
  void release() {
    connections.decrementAndGet();
  }

  /** Notifies {@code handler} from now on of decisions on {@code sender}. */
  void register(Sender sender, TcpNodeHandler handler) {
    bySender.merge(sender, List.of(handler), TcpNodeSessions::concat);
  }

  private static List<TcpNodeHandler> concat(List<TcpNodeHandler> some, List<TcpNodeHandler> more) {
    // There is usually one, and a list of exactly that size uses the least memory.
    return java.util.stream.Stream.concat(some.stream(), more.stream()).toList();
  }

  /** Ends {@link #register}. */
  void unregister(Sender sender, TcpNodeHandler handler) {
    bySender.computeIfPresent(
        sender,
        (any, known) -> {
          List<TcpNodeHandler> left = known.stream().filter(each -> each != handler).toList();
          return left.isEmpty() ? null : left;
        });
  }

  void onAdopted(@Observes SenderAdopted event) {
    if (event.sender().transport() == Transport.TCP) {
      bySender
          .getOrDefault(event.sender(), List.of())
          .forEach(each -> each.onAdopted(event.sender(), event.binding()));
    }
  }

  void onDropped(@Observes SenderRevoked event) {
    if (event.sender().transport() == Transport.TCP) {
      bySender
          .getOrDefault(event.sender(), List.of())
          .forEach(each -> each.onDropped(event.sender()));
    }
  }

  void onKeyChanged(@Observes NodeKeyChanged event) {
    bySender.values().stream()
        .flatMap(List::stream)
        .distinct()
        .forEach(TcpNodeHandler::onKeyChanged);
  }

  void countPause() {
    pauses.increment();
  }

  void countDroppedReply() {
    droppedReplies.increment();
  }

  /** Number of open connections. */
  public int connectionCount() {
    return connections.get();
  }

  @Override
  public void writeMetrics(MetricSink sink) {
    String transportName = Transport.TCP.wireName();
    sink.gauge(
        "kymata_connections",
        "Open connections of this transport.",
        connectionCount(),
        "door",
        transportName);
    sink.counter(
        "kymata_replies_dropped_total",
        "Replies dropped because the other end did not read them, of this transport.",
        droppedReplyCount(),
        "door",
        transportName);
    sink.counter(
        "kymata_connections_held_total",
        "Times that reading of a connection paused since too many of its readings waited.",
        pauses.sum(),
        "door",
        transportName);
  }

  /** Number of replies dropped since the start because the other end did not read them. */
  public long droppedReplyCount() {
    return droppedReplies.sum();
  }
}
