package org.kymata.readings;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import org.kymata.nodes.GapBook;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.PresenceBook;
import org.kymata.readings.FairQueue.Call;

/**
 * What follows when readings are on disk: the newest value of each series, who was heard, what is
 * missing or came late, and the news for whoever watches. The thread of the intake.
 */
@ApplicationScoped
public class Aftermath {

  private static final Logger LOG = System.getLogger(Aftermath.class.getName());

  @Inject private PresenceBook presence;
  @Inject private GapBook gaps;
  @Inject private Traffic traffic;
  @Inject private Event<ReadingsCommitted> committedEvent;

  /**
   * Tells of committed calls. What goes wrong here is logged: the readings are stored all the same.
   *
   * @param readings those of all the calls
   * @param cursor under which they were committed, microseconds
   * @param nowMillis the hub's clock at the commit
   */
  void tell(List<Call> calls, List<Reading> readings, long cursor, long nowMillis) {
    try {
      calls.forEach(call -> note(call, nowMillis));
      committedEvent.fire(new ReadingsCommitted(readings, cursor));
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "an observer of committed readings failed", e);
    }
  }

  private void note(Call call, long nowMillis) {
    NodeId told = null;
    for (Reading reading : call.readings()) {
      reading.series().committed(reading);
      if (!reading.series().node().equals(told)) {
        told = reading.series().node();
        presence.heard(told, nowMillis);
      }
      if (reading.seq() >= 0) {
        gaps.heard(told, reading.seq(), nowMillis);
      }
      // By the hub's clock and not by the cursor, which waits where the clock was put back.
      if (TelemetryStore.isLate(reading, nowMillis * 1000)) {
        gaps.heardLate(told);
        traffic.countLate(call.door(), told);
      }
    }
  }
}
