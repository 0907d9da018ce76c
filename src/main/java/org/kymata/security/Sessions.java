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
 * The open sessions, in memory for speed and in the database so that they survive a restart. The
 * hash of its cookie identifies a session. Thread-safe.
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

  // By account; missing for an account that was never changed. A session of an older epoch is
  // invalid, even while it is still in the other map.
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

  private void load(Session session, Account account) {
    epochs.put(account.id(), account.sessionEpoch());
    if (account.disabled() || session.epoch() != account.sessionEpoch()) {
      return;
    }
    open.put(session.tokenHash(), new CachedSession(account, session));
  }

  /**
   * Opens a session for an account whose password was checked.
   *
   * @param checked the account as the password check read it
   * @param address the browser's address
   * @param device the browser's name for people
   * @return the secret for the cookie; the hub keeps only its hash
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
      // A concurrent change of the account was committed after the insert and did not see this
      // session.
      expire(id);
      throw SessionStore.changedMeanwhile();
    }
    endOldestBeyondLimit(account.id());
    return token;
  }

  private boolean isCurrent(CachedSession session) {
    return session != null && session.epoch >= epochs.getOrDefault(session.user.accountId(), 0L);
  }

  private synchronized void endOldestBeyondLimit(long accountId) {
    List<CachedSession> ofAccount =
        open.values().stream()
            .filter(each -> each.user.accountId() == accountId)
            .sorted(Comparator.comparingLong(each -> each.created))
            .toList();
    for (int i = 0; i < ofAccount.size() - MAX_PER_ACCOUNT; i++) {
      Caller.User user = ofAccount.get(i).user;
      end(user.sessionId());
      String reason = "the oldest of more than " + MAX_PER_ACCOUNT;
      security.log(new Actor(user.name(), null), SecurityEvent.SESSION_ENDED, user.name(), reason);
    }
  }

  /** The user with this cookie, when the session is open. */
  public Optional<Caller.User> byToken(String token) {
    return use(Secrets.sha256(token));
  }

  /** The user of this session, when it is open; counts as use. */
  public Optional<Caller.User> use(String sessionId) {
    CachedSession found = findOpen(sessionId);
    if (found == null) {
      return Optional.empty();
    }
    found.lastUse.touch(System.currentTimeMillis(), database, Session.class, sessionId);
    return Optional.of(found.user);
  }

  /** Whether the session is valid; does not count as use. */
  public boolean isOpen(String sessionId) {
    return findOpen(sessionId) != null;
  }

  private CachedSession findOpen(String sessionId) {
    CachedSession found = open.get(sessionId);
    if (found == null) {
      return null;
    }
    long now = System.currentTimeMillis();
    if (isExpired(found, now)) {
      // It may only look expired, because the clock was just set forward.
      clock.check();
    }
    if (isExpired(found, now) || !isCurrent(found)) {
      expire(sessionId);
      return null;
    }
    return found;
  }

  /** The user of this session, when it is open. */
  Optional<Caller.User> find(String sessionId) {
    return Optional.ofNullable(findOpen(sessionId)).map(found -> found.user);
  }

  /** The open sessions of an account, last used first. */
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

  /** When the session ends at the latest, epoch milliseconds. */
  public long expires(String sessionId) {
    CachedSession found = open.get(sessionId);
    return found == null ? 0 : found.created + settings.sessionLimit().toMillis();
  }

  private boolean isExpired(CachedSession session, long now) {
    return now - session.lastUse.millis() > settings.sessionIdle().toMillis()
        || now - session.created > settings.sessionLimit().toMillis();
  }

  /** Ends a session; its sockets close. */
  public void end(String sessionId) {
    closeAndNotify(sessionId);
    forget(sessionId);
  }

  private void closeAndNotify(String sessionId) {
    open.remove(sessionId);
    ended.fire(new SessionEnded(sessionId));
  }

  private void forget(String sessionId) {
    database.run(
        entities ->
            entities
                .createQuery("delete from Session s where s.tokenHash = :id")
                .setParameter("id", sessionId)
                .executeUpdate());
  }

  /** Ends an expired session, even when the database cannot record it now. */
  private void expire(String sessionId) {
    CachedSession over = open.get(sessionId);
    closeAndNotify(sessionId);
    bestEffort(() -> forget(sessionId));
    if (over != null) {
      String name = over.user.name();
      String reason = "not used for long, or too old";
      bestEffort(
          () -> security.log(new Actor(name, null), SecurityEvent.SESSION_ENDED, name, reason));
    }
  }

  /** Runs work that must not fail a request. If it is lost, the next start repeats it. */
  private static void bestEffort(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      LOG.log(Level.DEBUG, "a change of a session could not be stored", e);
    }
  }

  /**
   * Applies what {@link SessionStore#endAllOf} wrote to the memory, and closes what those sessions
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

  /** The clock was set: moves all times, so that no session ends early or late. */
  void onClockJumped(@Observes ClockJumped jumped) {
    for (CachedSession each : open.values()) {
      each.created += jumped.byMillis();
      each.lastUse.shift(jumped.byMillis());
    }
  }

  /** Ends the sessions that exceed the idle limit or the age limit. */
  public void expireSessions() {
    long now = System.currentTimeMillis();
    // After reading the time: a clock that is set forward in between must not end sessions.
    clock.check();
    open.values().stream()
        .filter(each -> isExpired(each, now) || !isCurrent(each))
        .map(each -> each.user.sessionId())
        .toList()
        .forEach(this::expire);
  }
}
