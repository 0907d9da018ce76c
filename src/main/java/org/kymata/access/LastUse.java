package org.kymata.access;

import org.kymata.platform.Database;

/**
 * When something was last used. Each use would be a write, so that the store is told now and then
 * only. Thread-safe.
 */
final class LastUse {

  private static final long SAVE_EVERY_MILLIS = 600_000;

  /** What keeps it in the store. */
  interface Kept {
    /** Takes note of a use, epoch milliseconds. */
    void lastUsed(long millis);
  }

  private volatile long millis;
  private volatile long saved;

  /** As the store knows it, epoch milliseconds. */
  LastUse(long millis) {
    this.millis = millis;
    this.saved = millis;
  }

  /** When it was, epoch milliseconds. */
  long millis() {
    return millis;
  }

  /** Notes a use, and tells the store of it when that is due. */
  void note(long now, Database database, Class<? extends Kept> kind, String id) {
    millis = now;
    if (now - saved <= SAVE_EVERY_MILLIS) {
      return;
    }
    saved = now;
    database.run(
        entities -> {
          Kept row = entities.find(kind, id);
          if (row != null) {
            row.lastUsed(now);
          }
        });
  }
}
