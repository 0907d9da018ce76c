package org.kymata.security;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.kymata.persistence.Database;

/**
 * When something was last used. Each use would be a write, so that the store is told now and then
 * only. Thread-safe.
 */
final class LastUseTracker {

  private static final Logger LOG = System.getLogger(LastUseTracker.class.getName());
  private static final long SAVE_EVERY_MILLIS = 600_000;

  /** What keeps it in the store. */
  interface UsageRecord {
    /** Takes note of a use, epoch milliseconds. */
    void lastUsed(long millis);
  }

  private volatile long millis;
  private volatile long saved;

  /** As the store knows it, epoch milliseconds. */
  LastUseTracker(long millis) {
    this.millis = millis;
    this.saved = millis;
  }

  /** When it was, epoch milliseconds. */
  long millis() {
    return millis;
  }

  /** Somebody set the clock by so much. */
  void shift(long byMillis) {
    millis += byMillis;
    saved += byMillis;
  }

  /** Notes a use, and tells the store of it when that is due; no request fails where it is away. */
  void touch(long now, Database database, Class<? extends UsageRecord> kind, String id) {
    // Never back: somebody may have put the clock forward since that request looked at it.
    millis = Math.max(millis, now);
    if (now - saved <= SAVE_EVERY_MILLIS) {
      return;
    }
    saved = now;
    try {
      database.run(
          entities -> {
            UsageRecord row = entities.find(kind, id);
            if (row != null) {
              row.lastUsed(now);
            }
          });
    } catch (RuntimeException e) {
      LOG.log(Level.DEBUG, "a use could not be written down", e);
    }
  }
}
