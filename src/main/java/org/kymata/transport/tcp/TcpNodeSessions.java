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

/** Who is connected at the TCP door, admitted or waiting. Thread-safe. */
@ApplicationScoped
public class TcpNodeSessions implements MetricSource {

  /** The most connections at a time: more would leave no file for anything else. */
  static final int MAX_CONNECTIONS = 20_000;

  private final Map<Sender, List<TcpNodeHandler>> bySender = new ConcurrentHashMap<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final LongAdder droppedReplies = new LongAdder();
  private final LongAdder pauses = new LongAdder();

  /** Counts a connection in; false when there are too many. */
  boolean tryOpen() {
    return connections.incrementAndGet() <= MAX_CONNECTIONS;
  }

  /** Counts a connection out. */
  void release() {
    connections.decrementAndGet();
  }

  /** From now on {@code conversation} hears what becomes of {@code sender}. */
  void register(Sender sender, TcpNodeHandler conversation) {
    bySender.merge(sender, List.of(conversation), TcpNodeSessions::concat);
  }

  private static List<TcpNodeHandler> concat(List<TcpNodeHandler> some, List<TcpNodeHandler> more) {
    // Mostly there is one, which a list of its own size holds in the least memory.
    return java.util.stream.Stream.concat(some.stream(), more.stream()).toList();
  }

  /** The end of {@link #register}. */
  void unregister(Sender sender, TcpNodeHandler conversation) {
    bySender.computeIfPresent(
        sender,
        (any, known) -> {
          List<TcpNodeHandler> left = known.stream().filter(each -> each != conversation).toList();
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

  /** How many connections are open. */
  public int connectionCount() {
    return connections.get();
  }

  @Override
  public void writeMetrics(MetricSink sink) {
    String door = Transport.TCP.wireName();
    sink.gauge(
        "kymata_connections", "Open connections, of this door.", connectionCount(), "door", door);
    sink.counter(
        "kymata_replies_dropped_total",
        "Replies left out since nobody read them, of this door.",
        droppedReplyCount(),
        "door",
        door);
    sink.counter(
        "kymata_connections_held_total",
        "Times that a connection was not read on since too many readings of its node waited.",
        pauses.sum(),
        "door",
        door);
  }

  /** How many replies were left out since the start because nobody read them. */
  public long droppedReplyCount() {
    return droppedReplies.sum();
  }
}
