package org.kymata.security;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.kymata.config.Settings;
import org.kymata.crypto.Secrets;
import org.kymata.errors.DomainException;
import org.kymata.persistence.Database;
import org.kymata.time.ClockJumpDetector;
import org.kymata.time.ClockJumped;

/**
 * The sign-ins that are open, in memory for speed and in the store so that a restart keeps them.
 * Each is named by the hash of its cookie. Thread-safe.
 */
@ApplicationScoped
public class Sessions {

  private static final Logger LOG = System.getLogger(Sessions.class.getName());
  private static final int TOKEN_LENGTH = 43;
  private static final int MAX_PER_ACCOUNT = 50;

  private static final class CachedSession {
    final Caller.User user;
    final LastUseTracker lastUse;
    final String address;
    final String device;
    volatile long created;
    volatile long epoch;

    CachedSession(Account account, Session row) {
      this.user = new Caller.User(account.id(), account.name(), account.role(), row.tokenHash());
      this.lastUse = new LastUseTracker(row.lastUsed());
      this.address = row.address();
      this.device = row.device();
      this.created = row.created();
      this.epoch = row.epoch();
    }
  }

  private final Map<String, CachedSession> open = new ConcurrentHashMap<>();

  // By account; an account that was never changed is not in it. A session of an older epoch is
  // worth
  // nothing, however it came into the other map.
  private final Map<Long, Long> epochs = new ConcurrentHashMap<>();

  @Inject private Database database;
  @Inject private Settings settings;
  @Inject private ClockJumpDetector clock;
  @Inject private SecurityLog security;
  @Inject private Event<SessionEnded> ended;

  @PostConstruct
  void load() {
    database.read(
        entities -> {
          List<Object[]> rows =
              entities
                  .createQuery(
                      "select s, a from Session s, Account a where s.accountId = a.id",
                      Object[].class)
                  .getResultList();
          for (Object[] row : rows) {
            load((Session) row[0], (Account) row[1]);
          }
          return null;
        });
    expireSessions();
  }

  private void load(Session signIn, Account account) {
    epochs.put(account.id(), account.sessionEpoch());
    if (account.disabled() || signIn.epoch() != account.sessionEpoch()) {
      return;
    }
    open.put(signIn.tokenHash(), new CachedSession(account, signIn));
  }

  /**
   * Opens a sign-in for an account whose password was checked.
   *
   * @param checked the account as the check of the password saw it
   * @param address where the browser is
   * @param device the browser in words
   * @return the secret for the cookie; it is not kept
   * @throws DomainException UNAUTHENTICATED when the account was changed since then
   */
  public String open(Account checked, String address, String device) {
    String token = Secrets.random(TOKEN_LENGTH);
    String id = Secrets.sha256(token);
    long now = System.currentTimeMillis();
    AtomicReference<Session> row = new AtomicReference<>();
    Account account =
        database.write(
            entities ->
                SessionStore.insert(
                    entities,
                    checked,
                    current -> {
                      row.set(new Session(id, current, now));
                      row.get().openedFrom(address, device);
                      return row.get();
                    }));
    open.put(id, new CachedSession(account, row.get()));
    if (!isCurrent(open.get(id))) {
      // The account was changed after the insert, and who changed it did not see this one yet.
      expire(id);
      throw SessionStore.changedMeanwhile();
    }
    endOldestBeyondLimit(account.id());
    return token;
  }

  private boolean isCurrent(CachedSession signIn) {
    return signIn != null && signIn.epoch >= epochs.getOrDefault(signIn.user.accountId(), 0L);
  }

  private synchronized void endOldestBeyondLimit(long accountId) {
    List<CachedSession> mine =
        open.values().stream()
            .filter(each -> each.user.accountId() == accountId)
            .sorted(Comparator.comparingLong(each -> each.created))
            .toList();
    for (int i = 0; i < mine.size() - MAX_PER_ACCOUNT; i++) {
      Caller.User user = mine.get(i).user;
      end(user.sessionId());
      String most = "the oldest of more than " + MAX_PER_ACCOUNT;
      security.log(new Actor(user.name(), null), SecurityEvent.SESSION_ENDED, user.name(), most);
    }
  }

  /** The user whose cookie holds {@code token}, when that sign-in is open. */
  public Optional<Caller.User> byToken(String token) {
    return use(Secrets.sha256(token));
  }

  /** The user of the open sign-in {@code signInId}; counts as use of it. */
  public Optional<Caller.User> use(String signInId) {
    CachedSession found = findOpen(signInId);
    if (found == null) {
      return Optional.empty();
    }
    found.lastUse.touch(System.currentTimeMillis(), database, Session.class, signInId);
    return Optional.of(found.user);
  }

  /** Whether the sign-in is worth something still; does not count as use of it. */
  public boolean isOpen(String signInId) {
    return findOpen(signInId) != null;
  }

  private CachedSession findOpen(String signInId) {
    CachedSession found = open.get(signInId);
    if (found == null) {
      return null;
    }
    long now = System.currentTimeMillis();
    if (isExpired(found, now)) {
      // Unless it only looks so, since somebody has just put the clock forward.
      clock.check();
    }
    if (isExpired(found, now) || !isCurrent(found)) {
      expire(signInId);
      return null;
    }
    return found;
  }

  /** Whose this sign-in is, when it is open. */
  Optional<Caller.User> find(String signInId) {
    return Optional.ofNullable(findOpen(signInId)).map(found -> found.user);
  }

  /** The open ones of an account, last used first. */
  List<SessionSummary> ofAccount(long accountId) {
    return open.values().stream()
        .filter(each -> each.user.accountId() == accountId && isCurrent(each))
        .map(
            each ->
                new SessionSummary(
                    each.user, each.address, each.device, each.created, each.lastUse.millis()))
        .sorted(Comparator.comparingLong(SessionSummary::lastUsed).reversed())
        .toList();
  }

  /** When the sign-in ends in any case, epoch milliseconds. */
  public long expires(String signInId) {
    CachedSession found = open.get(signInId);
    return found == null ? 0 : found.created + settings.sessionLimit().toMillis();
  }

  private boolean isExpired(CachedSession signIn, long now) {
    return now - signIn.lastUse.millis() > settings.sessionIdle().toMillis()
        || now - signIn.created > settings.sessionLimit().toMillis();
  }

  /** Ends one sign-in; its sockets close. */
  public void end(String signInId) {
    closeAndNotify(signInId);
    forget(signInId);
  }

  private void closeAndNotify(String signInId) {
    open.remove(signInId);
    ended.fire(new SessionEnded(signInId));
  }

  private void forget(String signInId) {
    database.run(
        entities ->
            entities
                .createQuery("delete from Session s where s.tokenHash = :id")
                .setParameter("id", signInId)
                .executeUpdate());
  }

  /** Ends what is over by its age: true all the same when that cannot be written down now. */
  private void expire(String signInId) {
    CachedSession over = open.get(signInId);
    closeAndNotify(signInId);
    bestEffort(() -> forget(signInId));
    if (over != null) {
      String name = over.user.name();
      String why = "not used for long, or too old";
      bestEffort(() -> security.log(new Actor(name, null), SecurityEvent.SESSION_ENDED, name, why));
    }
  }

  /** What is not worth failing a request: where it is lost, the next start finds out by itself. */
  private static void bestEffort(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      LOG.log(Level.DEBUG, "a sign-in could not be written down", e);
    }
  }

  /**
   * Makes what {@link SessionStore#endAllOf} wrote true at once, and closes what those sign-ins
   * hold open.
   */
  void closeAllOf(Account account, String keepId) {
    CachedSession kept = keepId == null ? null : open.get(keepId);
    if (kept != null) {
      kept.epoch = Math.max(kept.epoch, account.sessionEpoch());
    }
    epochs.merge(account.id(), account.sessionEpoch(), Math::max);
    open.values().stream()
        .filter(each -> each.user.accountId() == account.id() && !isCurrent(each))
        .map(each -> each.user.sessionId())
        .toList()
        .forEach(this::closeAndNotify);
  }

  /** Somebody set the clock: nobody is signed out by that, and nobody stays for longer. */
  void onClockJumped(@Observes ClockJumped jumped) {
    for (CachedSession each : open.values()) {
      each.created += jumped.byMillis();
      each.lastUse.shift(jumped.byMillis());
    }
  }

  /** Ends those that are idle or old beyond the limits. */
  public void expireSessions() {
    long now = System.currentTimeMillis();
    // After that: put forward in between, the clock lets nobody look idle.
    clock.check();
    open.values().stream()
        .filter(each -> isExpired(each, now) || !isCurrent(each))
        .map(each -> each.user.sessionId())
        .toList()
        .forEach(this::expire);
  }
}
