package org.kymata.time;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import org.kymata.health.HealthIssue;
import org.kymata.health.HealthIssues;

/** Detects that the machine's clock was set, by comparing it with the monotonic clock. */
@ApplicationScoped
public class ClockJumpDetector {

  private static final Logger LOG = System.getLogger(ClockJumpDetector.class.getName());

  /** Smaller jumps are NTP's daily work. */
  private static final long MIN_JUMP_MILLIS = 2_000;

  /** Larger jumps are shown to people. */
  private static final long REPORTED_JUMP_MILLIS = 60_000;

  private static final long REPORT_DURATION_MILLIS = 600_000;
  private static final long DAY_MILLIS = 24L * 3600 * 1000;
  private static final long MINUTE_MILLIS = 60_000;

  @Inject private HealthIssues issues;
  @Inject private Event<ClockJumped> jumped;

  private long expectedOffset = offset();
  private long jumpedAtTicks = MonotonicClock.millis() - DAY_MILLIS;
  private long reportedMillis;

  /** Compares both clocks; must be called each second, before other code uses the time of day. */
  public synchronized void check() {
    long offset = offset();
    long jumpMillis = offset - expectedOffset;
    // Updated also when the clock only drifts, so that weeks of drift do not add up to a jump.
    expectedOffset = offset;
    if (Math.abs(jumpMillis) >= MIN_JUMP_MILLIS) {
      LOG.log(Level.WARNING, "the machine''s clock was set: {0} s", jumpMillis / 1000);
      jumpedAtTicks = MonotonicClock.millis();
      reportedMillis += jumpMillis;
      updateIssue();
      jumped.fire(new ClockJumped(jumpMillis));
    } else if (MonotonicClock.millis() - jumpedAtTicks > REPORT_DURATION_MILLIS) {
      reportedMillis = 0;
      issues.resolve(HealthIssue.CLOCK_SET);
    }
  }

  /** A clock that is right again is no issue. */
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

  /** Whether the time of day may be trusted for deleting old data. */
  public synchronized boolean isTrustworthy() {
    return MonotonicClock.millis() - jumpedAtTicks >= DAY_MILLIS;
  }

  private static long offset() {
    return System.currentTimeMillis() - MonotonicClock.millis();
  }
}
