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
 * What became of the readings that came, by door and by node, since the start. Every reading that
 * came in is committed, shed, refused or failed in the end, and counted as that once. Thread-safe;
 * bounded by the number of nodes.
 */
@ApplicationScoped
public class IngestStats {

  /** What can become of readings. */
  public enum Outcome {
    /** They are on disk. */
    COMMITTED("that were stored"),
    /** They were right, but too many of their node waited; the sender was told so. */
    SHED("turned away since too many of their node waited"),
    /** They broke a rule; the sender was told which. */
    REFUSED("that broke a rule"),
    /** The store could not take them; the sender was told so. */
    FAILED("that the store could not take");

    private final String description;

    Outcome(String inWords) {
      this.description = inWords;
    }

    /** What to say of such readings. */
    String description() {
      return description;
    }

    /** Its name in figures and JSON. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The readings of one node, or of one door. */
  public static final class OutcomeCounts {
    private final LongAdder[] counts = new LongAdder[Outcome.values().length];
    private final LongAdder late = new LongAdder();

    OutcomeCounts() {
      java.util.Arrays.setAll(counts, any -> new LongAdder());
    }

    /** How many readings ended so. */
    public long count(Outcome fate) {
      return counts[fate.ordinal()].sum();
    }

    /** How many of the committed ones came over a minute after their time. */
    public long late() {
      return late.sum();
    }
  }

  private final Map<Transport, OutcomeCounts> byTransport = new EnumMap<>(Transport.class);
  private final Map<Transport, LongAdder> malformed = new EnumMap<>(Transport.class);
  private final Map<NodeId, OutcomeCounts> nodes = new ConcurrentHashMap<>();
  // Null until something was shed.
  private volatile Long lastRateLimitedNanos;

  /** Nothing came as yet. */
  public IngestStats() {
    for (Transport door : Transport.values()) {
      byTransport.put(door, new OutcomeCounts());
      malformed.put(door, new LongAdder());
    }
  }

  /** Something came by {@code door} that cannot be understood at all. */
  public void countMalformed(Transport door) {
    malformed.get(door).increment();
  }

  /** Readings that broke a rule came by {@code door}; {@code node} is null when it is not known. */
  public void countRejected(Transport door, NodeId node, int readings) {
    if (readings > 0) {
      count(Outcome.REFUSED, door, node, readings);
    }
  }

  /** Whether readings were shed at or after a moment, as of {@link System#nanoTime}. */
  boolean rateLimitedSince(long nanos) {
    Long last = lastRateLimitedNanos;
    return last != null && last - nanos >= 0;
  }

  private void count(Outcome fate, Transport door, NodeId node, long readings) {
    byTransport.get(door).counts[fate.ordinal()].add(readings);
    if (node != null) {
      tally(node).counts[fate.ordinal()].add(readings);
    }
  }

  private OutcomeCounts tally(NodeId node) {
    OutcomeCounts known = nodes.get(node);
    return known == null ? nodes.computeIfAbsent(node, any -> new OutcomeCounts()) : known;
  }

  /** So ended a call's readings. Neighbours are mostly of one node and are counted at once. */
  void count(Outcome fate, Transport door, List<Reading> readings) {
    byTransport.get(door).counts[fate.ordinal()].add(readings.size());
    if (fate == Outcome.SHED) {
      lastRateLimitedNanos = System.nanoTime();
    }
    int from = 0;
    while (from < readings.size()) {
      NodeId node = readings.get(from).series().node();
      int to = from + 1;
      while (to < readings.size() && readings.get(to).series().node().equals(node)) {
        to++;
      }
      tally(node).counts[fate.ordinal()].add(to - from);
      from = to;
    }
  }

  /** A committed reading came late. */
  void countLate(Transport door, NodeId node) {
    byTransport.get(door).late.increment();
    tally(node).late.increment();
  }

  /** What came by a door. */
  public OutcomeCounts ofTransport(Transport door) {
    return byTransport.get(door);
  }

  /** How many messages of a door could not be understood. */
  public long malformed(Transport door) {
    return malformed.get(door).sum();
  }

  /** What came of each node that sent something since the start. */
  public Map<NodeId, OutcomeCounts> byNode() {
    return Map.copyOf(nodes);
  }

  /** How many readings of all doors ended so. */
  public long count(Outcome fate) {
    return sum(tally -> tally.count(fate));
  }

  /** How many readings of all doors came late. */
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
