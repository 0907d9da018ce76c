package org.kymata.security;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Slows down guessing: after five wrong passwords for a key (an account, an address) the next try
 * must wait, twice as long each time. Remembers the newest 10,000 keys. Thread-safe.
 */
public class LoginThrottle {

  private static final int FREE_ATTEMPTS = 5;
  private static final int MAX_KEYS = 10_000;
  private static final long RESET_MILLIS = 3_600_000;

  private record Failures(int count, long lastMillis) {}

  private final long maxWaitMillis;
  private final Map<String, Failures> failures =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
          return size() > MAX_KEYS;
        }
      };

  /** A throttle with a longest wait of {@code longestWaitMillis}. */
  public LoginThrottle(long longestWaitMillis) {
    this.maxWaitMillis = longestWaitMillis;
  }

  /** How many milliseconds {@code key} must wait; 0 when it may try. */
  public synchronized long waitMillis(String key, long nowMillis) {
    Failures known = failures.get(key);
    if (known == null || known.count < FREE_ATTEMPTS) {
      return 0;
    }
    if (nowMillis - known.lastMillis > RESET_MILLIS) {
      failures.remove(key);
      return 0;
    }
    long wait = 1000L << Math.min(known.count - FREE_ATTEMPTS, 20);
    return Math.max(0, known.lastMillis + Math.min(wait, maxWaitMillis) - nowMillis);
  }

  /**
   * Begins a try and counts it as wrong until {@link #succeeded} is called, so that many tries at
   * once wait as long as one after another.
   *
   * @return how many milliseconds {@code key} must wait; 0 when the try was counted and may proceed
   */
  public synchronized long begin(String key, long nowMillis) {
    long wait = waitMillis(key, nowMillis);
    if (wait == 0) {
      failed(key, nowMillis);
    }
    return wait;
  }

  /** Takes a try of {@link #begin} back, because no password was checked. */
  public synchronized void withdraw(String key) {
    Failures known = failures.get(key);
    if (known != null && known.count > 1) {
      failures.put(key, new Failures(known.count - 1, known.lastMillis));
    } else {
      failures.remove(key);
    }
  }

  /** Counts a wrong password. */
  public synchronized void failed(String key, long nowMillis) {
    Failures known = failures.get(key);
    boolean old = known == null || nowMillis - known.lastMillis > RESET_MILLIS;
    failures.put(key, new Failures(old ? 1 : known.count + 1, nowMillis));
  }

  /** Forgets {@code key} after a right password. */
  public synchronized void succeeded(String key) {
    failures.remove(key);
  }

  synchronized int size() {
    return failures.size();
  }
}
