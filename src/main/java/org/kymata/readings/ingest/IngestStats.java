package org.kymata.readings.ingest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.kymata.nodes.NodeDeleted;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.Transport;
import org.kymata.readings.Reading;

/**
 * Counts the outcome of readings by transport and by node, since the start. Every reading is
 * committed, shed, refused or failed, and counted as one of these. Thread-safe; bounded by the
 * number of nodes.
 */
@ApplicationScoped
public class IngestStats {

  /** The outcomes of a reading. */
  public enum Outcome {
    /** Stored on disk. */
    COMMITTED("that were stored"),
    /** Rate-limited: valid, but too many of the node waited; the sender was notified. */
    SHED("rejected since too many of their node waited"),
    /** Rejected by a rule; the sender was told by which one. */
    REFUSED("rejected by a rule"),
    /** The store could not take it; the sender was notified. */
    FAILED("that could not be stored");

    private final String description;

    Outcome(String description) {
      this.description = description;
    }

    /** Describes such readings, for help texts. */
    String description() {
      return description;
    }

    /** Its name in metrics and JSON. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The readings of one node, or of one transport. */
  public static final class OutcomeCounts {
    private final LongAdder[] counts = new LongAdder[Outcome.values().length];
    private final LongAdder late = new LongAdder();

    OutcomeCounts() {
      java.util.Arrays.setAll(counts, any -> new LongAdder());
    }

    /** Number of readings with this outcome. */
    public long count(Outcome outcome) {
      return counts[outcome.ordinal()].sum();
    }

    /** How many committed readings arrived over a minute after their time. */
    public long late() {
      return late.sum();
    }
  }

  private final Map<Transport, OutcomeCounts> byTransport = new EnumMap<>(Transport.class);
  private final Map<Transport, LongAdder> malformed = new EnumMap<>(Transport.class);
  private final Map<NodeId, OutcomeCounts> nodes = new ConcurrentHashMap<>();
  // Null until readings were rate-limited.
  private volatile Long lastRateLimitedNanos;

  /** Creates empty counts. */
  public IngestStats() {
    for (Transport transport : Transport.values()) {
      byTransport.put(transport, new OutcomeCounts());
      malformed.put(transport, new LongAdder());
    }
  }

  /** Counts a message that could not be decoded. */
  public void countMalformed(Transport transport) {
    malformed.get(transport).increment();
  }

  /** Counts readings that a rule rejected; {@code node} is null when it is not known. */
  public void countRejected(Transport transport, NodeId node, int readings) {
    if (readings > 0) {
      count(Outcome.REFUSED, transport, node, readings);
    }
  }

  /** Whether readings were rate-limited at or after a time, as of {@link System#nanoTime}. */
  boolean rateLimitedSince(long nanos) {
    Long last = lastRateLimitedNanos;
    return last != null && last - nanos >= 0;
  }

  private void count(Outcome outcome, Transport transport, NodeId node, long readings) {
    byTransport.get(transport).counts[outcome.ordinal()].add(readings);
    if (node != null) {
      tally(node).counts[outcome.ordinal()].add(readings);
    }
  }

  private OutcomeCounts tally(NodeId node) {
    OutcomeCounts known = nodes.get(node);
    return known == null ? nodes.computeIfAbsent(node, any -> new OutcomeCounts()) : known;
  }

  /** Counts a batch's readings. Neighbours usually belong to one node and are counted together. */
  void count(Outcome outcome, Transport transport, List<Reading> readings) {
    byTransport.get(transport).counts[outcome.ordinal()].add(readings.size());
    if (outcome == Outcome.SHED) {
      lastRateLimitedNanos = System.nanoTime();
    }
    int from = 0;
    while (from < readings.size()) {
      NodeId node = readings.get(from).series().node();
      int to = from + 1;
      while (to < readings.size() && readings.get(to).series().node().equals(node)) {
        to++;
      }
      tally(node).counts[outcome.ordinal()].add(to - from);
      from = to;
    }
  }

  /** Counts a committed reading that arrived late. */
  void countLate(Transport transport, NodeId node) {
    byTransport.get(transport).late.increment();
    tally(node).late.increment();
  }

  /** The counts of a transport. */
  public OutcomeCounts ofTransport(Transport transport) {
    return byTransport.get(transport);
  }

  /** Number of messages of a transport that could not be decoded. */
  public long malformed(Transport transport) {
    return malformed.get(transport).sum();
  }

  /** The counts of each node that has sent something since the start. */
  public Map<NodeId, OutcomeCounts> byNode() {
    return Map.copyOf(nodes);
  }

  /** Number of readings of all transports with this outcome. */
  public long count(Outcome outcome) {
    return sum(tally -> tally.count(outcome));
  }

  /** Number of late readings of all transports. */
  public long lateCount() {
    return sum(OutcomeCounts::late);
  }

  private long sum(Function<OutcomeCounts, Long> what) {
    return byTransport.values().stream().mapToLong(what::apply).sum();
  }

  void onNodeDeleted(@Observes NodeDeleted deleted) {
    nodes.remove(deleted.id());
  }
}
