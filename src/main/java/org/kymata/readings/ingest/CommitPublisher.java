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
 * Publishes committed readings: updates the latest value of each series, node status and sequence
 * gaps, counts late readings and notifies observers. Ingest thread only.
 */
@ApplicationScoped
public class CommitPublisher {

  private static final Logger LOG = System.getLogger(CommitPublisher.class.getName());

  @Inject private StatusTracker statusTracker;
  @Inject private SequenceGaps sequenceGaps;
  @Inject private IngestStats stats;
  @Inject private Event<ReadingsCommitted> committedEvent;

  /**
   * Records a committed batch before it is acknowledged, so that a sender that got its reply finds
   * what it sent. Works in memory; neither waits nor fails.
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
      // By the hub's clock and not by the cursor, which stands still after the clock was set back.
      if (QuestDbStore.isLate(reading, nowMillis * 1000)) {
        sequenceGaps.recordLate(node);
        stats.countLate(call.transport(), node);
      }
    }
  }

  /**
   * Notifies observers of committed readings. Failures are logged: the readings are stored anyway.
   *
   * @param cursor of the commit, in microseconds
   * @param nowMillis the hub's clock at the commit
   */
  void publish(List<Reading> readings, long cursor, long nowMillis) {
    try {
      NodeId lastNode = null;
      for (Reading reading : readings) {
        if (!reading.series().node().equals(lastNode)) {
          lastNode = reading.series().node();
          statusTracker.recordMessage(lastNode, nowMillis);
        }
      }
      committedEvent.fire(new ReadingsCommitted(readings, cursor));
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "an observer of committed readings failed", e);
    }
  }
}
