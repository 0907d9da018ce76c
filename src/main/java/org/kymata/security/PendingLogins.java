package org.kymata.security;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.kymata.crypto.Secrets;
import org.kymata.time.MonotonicClock;

/**
 * Logins that still need a two-factor code or a new password after the password was right. They
 * permit nothing else. Thread-safe; the newest 1,000 are kept, for ten minutes.
 */
@ApplicationScoped
public class PendingLogins {

  private static final int MAX = 1000;
  private static final long MAX_MILLIS = 600_000;
  private static final int TOKEN_LENGTH = 43;

  /**
   * One pending login.
   *
   * @param account the account as the password check read it
   * @param codeGiven whether a right two-factor code was given
   * @param since when it began, {@link MonotonicClock}
   */
  record Pending(Account account, boolean codeGiven, long since) {}

  private final Map<String, Pending> byHash =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Pending> eldest) {
          return size() > MAX;
        }
      };

  /** Stores a pending login and returns the token for the form; only its hash is kept. */
  synchronized String create(Account account, boolean codeGiven) {
    String token = Secrets.random(TOKEN_LENGTH);
    byHash.put(Secrets.sha256(token), new Pending(account, codeGiven, MonotonicClock.millis()));
    return token;
  }

  /** The pending login with this token, unless it expired. */
  synchronized Optional<Pending> find(String token) {
    Pending found = byHash.get(Secrets.sha256(token));
    boolean there = found != null && MonotonicClock.millis() - found.since <= MAX_MILLIS;
    return there ? Optional.of(found) : Optional.empty();
  }

  /** Removes the pending login with this token. */
  synchronized void remove(String token) {
    byHash.remove(Secrets.sha256(token));
  }
}
