package org.kymata.security;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.kymata.persistence.Database;

/**
 * When something was last used. Writes to the database only now and then, since each use would be a
 * write. Thread-safe.
 */
final class LastUseTracker {

  private static final Logger LOG = System.getLogger(LastUseTracker.class.getName());
  private static final long SAVE_EVERY_MILLIS = 600_000;

  /** The row that stores the time. */
  interface UsageRecord {
    /** Sets the time of the last use, epoch milliseconds. */
    void lastUsed(long millis);
  }

  private volatile long millis;
  private volatile long saved;

  /** Starts with the time in the database, epoch milliseconds. */
  LastUseTracker(long millis) {
    this.millis = millis;
    this.saved = millis;
  }

  /** The last use, epoch milliseconds. */
  long millis() {
    return millis;
  }

  /** Moves the time by so much after the clock was set. */
  void shift(long byMillis) {
    millis += byMillis;
    saved += byMillis;
  }

  /** Records a use, and writes it to the database when that is due; never fails a request. */
  void touch(long now, Database database, Class<? extends UsageRecord> kind, String id) {
    // Never backwards: the clock may have been put forward since that request read it.
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
      LOG.log(Level.DEBUG, "a last use could not be stored", e);
    }
  }
}
