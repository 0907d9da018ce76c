package org.kymata.time;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import org.kymata.health.HealthIssue;
import org.kymata.health.HealthIssues;

/** Notices that somebody set the machine's clock: by comparing it with one that cannot be set. */
@ApplicationScoped
public class ClockJumpDetector {

  private static final Logger LOG = System.getLogger(ClockJumpDetector.class.getName());

  /** Less than that is NTP's daily work. */
  private static final long MIN_JUMP_MILLIS = 2_000;

  /** From here on people should know. */
  private static final long REPORTED_JUMP_MILLIS = 60_000;

  private static final long REPORT_DURATION_MILLIS = 600_000;
  private static final long DAY_MILLIS = 24L * 3600 * 1000;
  private static final long MINUTE_MILLIS = 60_000;

  @Inject private HealthIssues issues;
  @Inject private Event<ClockJumped> jumped;

  private long expectedOffset = offset();
  private long jumpedAtTicks = MonotonicClock.millis() - DAY_MILLIS;
  private long reportedMillis;

  /** Looks at both clocks; to be called each second, before anybody judges by the time of day. */
  public synchronized void check() {
    long offset = offset();
    long by = offset - expectedOffset;
    // Followed also when it only drifts, so that weeks of that do not add up to a jump.
    expectedOffset = offset;
    if (Math.abs(by) >= MIN_JUMP_MILLIS) {
      LOG.log(Level.WARNING, "the machine''s clock was set: {0} s", by / 1000);
      jumpedAtTicks = MonotonicClock.millis();
      reportedMillis += by;
      updateIssue();
      jumped.fire(new ClockJumped(by));
    } else if (MonotonicClock.millis() - jumpedAtTicks > REPORT_DURATION_MILLIS) {
      reportedMillis = 0;
      issues.resolve(HealthIssue.CLOCK_SET);
    }
  }

  /** A clock that is put right again is nothing to tell of. */
  private void updateIssue() {
    issues.resolve(HealthIssue.CLOCK_SET);
    if (Math.abs(reportedMillis) >= REPORTED_JUMP_MILLIS) {
      long minutes = Math.round((double) Math.abs(reportedMillis) / MINUTE_MILLIS);
      issues.raise(
          HealthIssue.CLOCK_SET,
          Map.of("minutes", minutes, "direction", reportedMillis < 0 ? "back" : "forward"));
    } else {
      reportedMillis = 0;
    }
  }

  /** Whether the time of day is to be trusted with deleting what is old. */
  public synchronized boolean isTrustworthy() {
    return MonotonicClock.millis() - jumpedAtTicks >= DAY_MILLIS;
  }

  private static long offset() {
    return System.currentTimeMillis() - MonotonicClock.millis();
  }
}
