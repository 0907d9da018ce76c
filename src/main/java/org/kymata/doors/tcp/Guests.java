package org.kymata.doors.tcp;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.kymata.nodes.Door;
import org.kymata.nodes.NodeKeyChanged;
import org.kymata.nodes.Sender;
import org.kymata.nodes.SenderAdopted;
import org.kymata.nodes.SenderDropped;
import org.kymata.platform.metrics.MetricSink;
import org.kymata.platform.metrics.MetricSource;

/** Who is connected at the TCP door, admitted or waiting. Thread-safe. */
@ApplicationScoped
public class Guests implements MetricSource {

  /** The most connections at a time: more would leave no file for anything else. */
  static final int MAX_CONNECTIONS = 20_000;

  private final Map<Sender, List<Conversation>> bySender = new ConcurrentHashMap<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final LongAdder unsent = new LongAdder();
  private final LongAdder held = new LongAdder();

  /** Counts a connection in; false when there are too many. */
  boolean enter() {
    return connections.incrementAndGet() <= MAX_CONNECTIONS;
  }

  /** Counts a connection out. */
  void leave() {
    connections.decrementAndGet();
  }

  /** From now on {@code conversation} hears what becomes of {@code sender}. */
  void add(Sender sender, Conversation conversation) {
    bySender.merge(sender, List.of(conversation), Guests::join);
  }

  private static List<Conversation> join(List<Conversation> some, List<Conversation> more) {
    // Mostly there is one, which a list of its own size holds in the least memory.
    return java.util.stream.Stream.concat(some.stream(), more.stream()).toList();
  }

  /** The end of {@link #add}. */
  void remove(Sender sender, Conversation conversation) {
    bySender.computeIfPresent(
        sender,
        (any, known) -> {
          List<Conversation> left = known.stream().filter(each -> each != conversation).toList();
          return left.isEmpty() ? null : left;
        });
  }

  void adopted(@Observes SenderAdopted event) {
    if (event.sender().door() == Door.TCP) {
      bySender
          .getOrDefault(event.sender(), List.of())
          .forEach(each -> each.adopted(event.sender(), event.as()));
    }
  }

  void dropped(@Observes SenderDropped event) {
    if (event.sender().door() == Door.TCP) {
      bySender
          .getOrDefault(event.sender(), List.of())
          .forEach(each -> each.dropped(event.sender()));
    }
  }

  void keyChanged(@Observes NodeKeyChanged event) {
    bySender.values().stream().flatMap(List::stream).distinct().forEach(Conversation::keyChanged);
  }

  void countHeld() {
    held.increment();
  }

  void countUnsent() {
    unsent.increment();
  }

  /** How many connections are open. */
  public int connectionCount() {
    return connections.get();
  }

  @Override
  public void tell(MetricSink sink) {
    String door = Door.TCP.wireName();
    sink.gauge(
        "kymata_connections", "Open connections, of this door.", connectionCount(), "door", door);
    sink.counter(
        "kymata_replies_dropped_total",
        "Replies left out since nobody read them, of this door.",
        unsentCount(),
        "door",
        door);
    sink.counter(
        "kymata_connections_held_total",
        "Times that a connection was not read on since too many readings of its node waited.",
        held.sum(),
        "door",
        door);
  }

  /** How many replies were left out since the start because nobody read them. */
  public long unsentCount() {
    return unsent.sum();
  }
}
