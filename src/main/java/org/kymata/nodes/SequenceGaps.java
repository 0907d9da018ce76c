package org.kymata.nodes;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts missing and late readings for each node. Thread-safe; bounded by the number of nodes. */
@ApplicationScoped
public class SequenceGaps {

  private final Map<NodeId, SequenceTracker> sequences = new ConcurrentHashMap<>();
  private final Map<NodeId, LongAdder> late = new ConcurrentHashMap<>();

  /** Records the sequence number of a stored reading of {@code id}. */
  public void recordStored(NodeId id, long number, long nowMillis) {
    SequenceTracker known = sequences.get(id);
    if (known == null) {
      known = sequences.computeIfAbsent(id, any -> new SequenceTracker(number, nowMillis));
    }
    known.recordNumber(number);
  }

  /** Records that a reading of {@code id} came late. */
  public void recordLate(NodeId id) {
    late.computeIfAbsent(id, any -> new LongAdder()).increment();
  }

  /** The counts for {@code id}. */
  public GapSummary of(NodeId id) {
    SequenceTracker sequence = sequences.get(id);
    LongAdder lateOnes = late.get(id);
    return new GapSummary(
        sequence == null ? 0 : sequence.missing(),
        sequence == null ? 0 : sequence.sinceMillis(),
        lateOnes == null ? 0 : lateOnes.sum());
  }

  void onNodeDeleted(@Observes NodeDeleted deleted) {
    sequences.remove(deleted.id());
    late.remove(deleted.id());
  }
}
