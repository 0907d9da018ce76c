package org.kymata.platform;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;

/** Notices that somebody set the machine's clock: by comparing it with one that cannot be set. */
@ApplicationScoped
public class ClockWatch {

  private static final Logger LOG = System.getLogger(ClockWatch.class.getName());

  /** Less than that is NTP's daily work. */
  private static final long NOTICED_MILLIS = 2_000;

  /** From here on people should know. */
  private static final long TOLD_MILLIS = 60_000;

  private static final long TOLD_FOR_MILLIS = 600_000;
  private static final long DAY_MILLIS = 24L * 3600 * 1000;
  private static final long MINUTE_MILLIS = 60_000;

  @Inject private Faults faults;
  @Inject private Event<ClockJumped> jumped;

  private long expectedOffset = offset();
  private long jumpedAtTicks = Ticks.millis() - DAY_MILLIS;
  private long toldMillis;

  /** Looks at both clocks; to be called each second, before anybody judges by the time of day. */
  public synchronized void look() {
    long offset = offset();
    long by = offset - expectedOffset;
    // Followed also when it only drifts, so that weeks of that do not add up to a jump.
    expectedOffset = offset;
    if (Math.abs(by) >= NOTICED_MILLIS) {
      LOG.log(Level.WARNING, "the machine''s clock was set: {0} s", by / 1000);
      jumpedAtTicks = Ticks.millis();
      toldMillis += by;
      tell();
      jumped.fire(new ClockJumped(by));
    } else if (Ticks.millis() - jumpedAtTicks > TOLD_FOR_MILLIS) {
      toldMillis = 0;
      faults.end(Fault.CLOCK_SET);
    }
  }

  /** A clock that is put right again is nothing to tell of. */
  private void tell() {
    faults.end(Fault.CLOCK_SET);
    if (Math.abs(toldMillis) >= TOLD_MILLIS) {
      long minutes = Math.round((double) Math.abs(toldMillis) / MINUTE_MILLIS);
      faults.begin(
          Fault.CLOCK_SET,
          Map.of("minutes", minutes, "direction", toldMillis < 0 ? "back" : "forward"));
    } else {
      toldMillis = 0;
    }
  }

  /** Whether the time of day is to be trusted with deleting what is old. */
  public synchronized boolean isSteady() {
    return Ticks.millis() - jumpedAtTicks >= DAY_MILLIS;
  }

  private static long offset() {
    return System.currentTimeMillis() - Ticks.millis();
  }
}
