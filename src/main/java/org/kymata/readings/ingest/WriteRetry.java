package org.kymata.readings.ingest;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import org.kymata.errors.DomainException;
import org.kymata.errors.DomainException.Kind;
import org.kymata.health.HealthIssue;
import org.kymata.health.HealthIssues;
import org.kymata.readings.store.questdb.QuestDbStore;
import org.kymata.readings.store.questdb.WriteFailures;
import org.kymata.time.MonotonicClock;

/**
 * Handles failures of the store: reports them, and tries again every two seconds even when no node
 * sends. Ingest thread only; other threads may ask whether it fails.
 */
final class WriteRetry {

  private static final Logger LOG = System.getLogger(WriteRetry.class.getName());
  private static final long RETRY_MILLIS = 2_000;
  private static final int RETRY_SECONDS = 5;

  private final HealthIssues faults;
  private volatile boolean failing;
  private long lastAttemptTicks;

  WriteRetry(HealthIssues faults) {
    this.faults = faults;
  }

  boolean isFailing() {
    return failing;
  }

  /** Clears a failure after readings were stored. */
  void writeSucceeded() {
    if (failing) {
      failing = false;
      faults.resolve(HealthIssue.READINGS_REFUSED);
    }
  }

  /** Reports a failure; returns the error for the senders. */
  DomainException writeFailed(Throwable cause) {
    String why = WriteFailures.describe(cause);
    if (!failing) {
      LOG.log(Level.ERROR, "readings cannot be stored; nodes are asked to try again", cause);
    }
    failing = true;
    lastAttemptTicks = MonotonicClock.millis();
    faults.raise(HealthIssue.READINGS_REFUSED, Map.of("why", why));
    return new DomainException(
        Kind.UNAVAILABLE,
        "the store cannot take readings at the moment (" + why + "); try again soon",
        RETRY_SECONDS);
  }

  /** Tests whether a store that failed works again. */
  void retryIfDue(QuestDbStore store) {
    if (!failing || MonotonicClock.millis() - lastAttemptTicks < RETRY_MILLIS) {
      return;
    }
    lastAttemptTicks = MonotonicClock.millis();
    try {
      store.retry();
      writeSucceeded();
    } catch (RuntimeException | Error e) {
      LOG.log(Level.DEBUG, "readings still cannot be stored", e);
    }
  }
}
