package org.kymata.connections;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.kymata.net.ClientNetwork;

/**
 * Limits how many connections of unknown clients are accepted a second while more than half of the
 * budget is used: opening and closing them costs more than holding them. Clients that signed in or
 * sent a token recently are not limited. Thread-safe.
 */
final class NewcomerRateLimiter {

  /** The most a second, and at once after a second without any. */
  static final int PER_SECOND = 50;

  /** How many known clients are remembered. */
  static final int MAX_KNOWN = 4_096;

  private static final long KNOWN_MILLIS = 24 * 3_600_000L;

  private final LongSupplier clock;
  private final Map<ClientNetwork, Long> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ClientNetwork, Long> eldest) {
          return size() > MAX_KNOWN;
        }
      };
  private double tokens = PER_SECOND;
  private long refilledMillis;

  NewcomerRateLimiter(LongSupplier clock) {
    this.clock = clock;
    this.refilledMillis = clock.getAsLong();
  }

  /** Records a client with a session, a key or a token. */
  synchronized void markKnown(ClientNetwork client) {
    known.put(client, clock.getAsLong());
  }

  /** Whether one more connection of this client may be accepted now. */
  synchronized boolean admits(ClientNetwork client) {
    long now = clock.getAsLong();
    Long last = known.get(client);
    if (last != null && now - last < KNOWN_MILLIS) {
      return true;
    }
    tokens = Math.min(PER_SECOND, tokens + (now - refilledMillis) * PER_SECOND / 1_000.0);
    refilledMillis = now;
    if (tokens < 1) {
      return false;
    }
    tokens--;
    return true;
  }
}
