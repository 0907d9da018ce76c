package org.kymata.readings.ingest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.SequenceGaps;
import org.kymata.nodes.StatusTracker;
import org.kymata.readings.Reading;
import org.kymata.readings.ReadingsCommitted;
import org.kymata.readings.ingest.FairQueue.PendingBatch;
import org.kymata.readings.store.questdb.QuestDbStore;

/**
 * What follows when readings are on disk: the newest value of each series, who was heard, what is
 * missing or came late, and the news for whoever watches. The thread of the intake.
 */
@ApplicationScoped
public class CommitPublisher {

  private static final Logger LOG = System.getLogger(CommitPublisher.class.getName());

  @Inject private StatusTracker statusTracker;
  @Inject private SequenceGaps sequenceGaps;
  @Inject private IngestStats stats;
  @Inject private Event<ReadingsCommitted> committedEvent;

  /**
   * Takes note of a committed call before it is answered: whoever was answered finds what it sent.
   * In memory alone; it neither waits nor fails.
   *
   * @param nowMillis the hub's clock at the commit
   */
  void recordBatch(PendingBatch call, long nowMillis) {
    for (Reading reading : call.readings()) {
      NodeId node = reading.series().node();
      reading.series().updateNewest(reading);
      if (reading.seq() >= 0) {
        sequenceGaps.recordStored(node, reading.seq(), nowMillis);
      }
      // By the hub's clock and not by the cursor, which waits where the clock was put back.
      if (QuestDbStore.isLate(reading, nowMillis * 1000)) {
        sequenceGaps.recordLate(node);
        stats.countLate(call.transport(), node);
      }
    }
  }

  /**
   * Tells of committed readings. What goes wrong here is logged: they are stored all the same.
   *
   * @param cursor under which they were committed, microseconds
   * @param nowMillis the hub's clock at the commit
   */
  void publish(List<Reading> readings, long cursor, long nowMillis) {
    try {
      NodeId told = null;
      for (Reading reading : readings) {
        if (!reading.series().node().equals(told)) {
          told = reading.series().node();
          statusTracker.recordMessage(told, nowMillis);
        }
      }
      committedEvent.fire(new ReadingsCommitted(readings, cursor));
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "an observer of committed readings failed", e);
    }
  }
}
