package org.kymata.access;

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
import org.kymata.platform.ClockJumped;
import org.kymata.platform.ClockWatch;
import org.kymata.platform.Database;
import org.kymata.platform.DomainException;
import org.kymata.platform.Secrets;
import org.kymata.platform.Settings;

/**
 * The sign-ins that are open, in memory for speed and in the store so that a restart keeps them.
 * Each is named by the hash of its cookie. Thread-safe.
 */
@ApplicationScoped
public class SignIns {

  private static final Logger LOG = System.getLogger(SignIns.class.getName());
  private static final int TOKEN_LENGTH = 43;
  private static final int MAX_PER_ACCOUNT = 50;

  private static final class Open {
    final Caller.User user;
    final LastUse lastUse;
    final String address;
    final String device;
    volatile long created;
    volatile long epoch;

    Open(Account account, SignIn row) {
      this.user = new Caller.User(account.id(), account.name(), account.role(), row.tokenHash());
      this.lastUse = new LastUse(row.lastUsed());
      this.address = row.address();
      this.device = row.device();
      this.created = row.created();
      this.epoch = row.epoch();
    }
  }

  private final Map<String, Open> open = new ConcurrentHashMap<>();

  // By account; an account that was never changed is not in it. A session of an older epoch is
  // worth
  // nothing, however it came into the other map.
  private final Map<Long, Long> epochs = new ConcurrentHashMap<>();

  @Inject private Database database;
  @Inject private Settings settings;
  @Inject private ClockWatch clock;
  @Inject private SecurityLog security;
  @Inject private Event<SignInEnded> ended;

  @PostConstruct
  void load() {
    database.read(
        entities -> {
          List<Object[]> rows =
              entities
                  .createQuery(
                      "select s, a from SignIn s, Account a where s.accountId = a.id",
                      Object[].class)
                  .getResultList();
          for (Object[] row : rows) {
            load((SignIn) row[0], (Account) row[1]);
          }
          return null;
        });
    sweep();
  }

  private void load(SignIn signIn, Account account) {
    epochs.put(account.id(), account.sessionEpoch());
    if (account.disabled() || signIn.epoch() != account.sessionEpoch()) {
      return;
    }
    open.put(signIn.tokenHash(), new Open(account, signIn));
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
    AtomicReference<SignIn> row = new AtomicReference<>();
    Account account =
        database.write(
            entities ->
                SignInRows.insert(
                    entities,
                    checked,
                    current -> {
                      row.set(new SignIn(id, current, now));
                      row.get().openedFrom(address, device);
                      return row.get();
                    }));
    open.put(id, new Open(account, row.get()));
    if (!isCurrent(open.get(id))) {
      // The account was changed after the insert, and who changed it did not see this one yet.
      expire(id);
      throw SignInRows.changedMeanwhile();
    }
    endOldestBeyondLimit(account.id());
    return token;
  }

  private boolean isCurrent(Open signIn) {
    return signIn != null && signIn.epoch >= epochs.getOrDefault(signIn.user.accountId(), 0L);
  }

  private synchronized void endOldestBeyondLimit(long accountId) {
    List<Open> mine =
        open.values().stream()
            .filter(each -> each.user.accountId() == accountId)
            .sorted(Comparator.comparingLong(each -> each.created))
            .toList();
    for (int i = 0; i < mine.size() - MAX_PER_ACCOUNT; i++) {
      Caller.User user = mine.get(i).user;
      end(user.signInId());
      String most = "the oldest of more than " + MAX_PER_ACCOUNT;
      security.note(new Actor(user.name(), null), SecurityEvent.SESSION_ENDED, user.name(), most);
    }
  }

  /** The user whose cookie holds {@code token}, when that sign-in is open. */
  public Optional<Caller.User> byToken(String token) {
    return use(Secrets.sha256(token));
  }

  /** The user of the open sign-in {@code signInId}; counts as use of it. */
  public Optional<Caller.User> use(String signInId) {
    Open found = openNow(signInId);
    if (found == null) {
      return Optional.empty();
    }
    found.lastUse.note(System.currentTimeMillis(), database, SignIn.class, signInId);
    return Optional.of(found.user);
  }

  /** Whether the sign-in is worth something still; does not count as use of it. */
  public boolean isOpen(String signInId) {
    return openNow(signInId) != null;
  }

  private Open openNow(String signInId) {
    Open found = open.get(signInId);
    if (found == null) {
      return null;
    }
    long now = System.currentTimeMillis();
    if (isOver(found, now)) {
      // Unless it only looks so, since somebody has just put the clock forward.
      clock.look();
    }
    if (isOver(found, now) || !isCurrent(found)) {
      expire(signInId);
      return null;
    }
    return found;
  }

  /** Whose this sign-in is, when it is open. */
  Optional<Caller.User> find(String signInId) {
    return Optional.ofNullable(openNow(signInId)).map(found -> found.user);
  }

  /** The open ones of an account, last used first. */
  List<OpenSession> of(long accountId) {
    return open.values().stream()
        .filter(each -> each.user.accountId() == accountId && isCurrent(each))
        .map(
            each ->
                new OpenSession(
                    each.user, each.address, each.device, each.created, each.lastUse.millis()))
        .sorted(Comparator.comparingLong(OpenSession::lastUsed).reversed())
        .toList();
  }

  /** When the sign-in ends in any case, epoch milliseconds. */
  public long expires(String signInId) {
    Open found = open.get(signInId);
    return found == null ? 0 : found.created + settings.sessionLimit().toMillis();
  }

  private boolean isOver(Open signIn, long now) {
    return now - signIn.lastUse.millis() > settings.sessionIdle().toMillis()
        || now - signIn.created > settings.sessionLimit().toMillis();
  }

  /** Ends one sign-in; its sockets close. */
  public void end(String signInId) {
    close(signInId);
    forget(signInId);
  }

  private void close(String signInId) {
    open.remove(signInId);
    ended.fire(new SignInEnded(signInId));
  }

  private void forget(String signInId) {
    database.run(
        entities ->
            entities
                .createQuery("delete from SignIn s where s.tokenHash = :id")
                .setParameter("id", signInId)
                .executeUpdate());
  }

  /** Ends what is over by its age: true all the same when that cannot be written down now. */
  private void expire(String signInId) {
    Open over = open.get(signInId);
    close(signInId);
    atLeisure(() -> forget(signInId));
    if (over != null) {
      String name = over.user.name();
      String why = "not used for long, or too old";
      atLeisure(() -> security.note(new Actor(name, null), SecurityEvent.SESSION_ENDED, name, why));
    }
  }

  /** What is not worth failing a request: where it is lost, the next start finds out by itself. */
  private static void atLeisure(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      LOG.log(Level.DEBUG, "a sign-in could not be written down", e);
    }
  }

  /**
   * Makes what {@link SignInRows#endAllOf} wrote true at once, and closes what those sign-ins hold
   * open.
   */
  void endedAllOf(Account account, String keepId) {
    Open kept = keepId == null ? null : open.get(keepId);
    if (kept != null) {
      kept.epoch = Math.max(kept.epoch, account.sessionEpoch());
    }
    epochs.merge(account.id(), account.sessionEpoch(), Math::max);
    open.values().stream()
        .filter(each -> each.user.accountId() == account.id() && !isCurrent(each))
        .map(each -> each.user.signInId())
        .toList()
        .forEach(this::close);
  }

  /** Somebody set the clock: nobody is signed out by that, and nobody stays for longer. */
  void shift(@Observes ClockJumped jumped) {
    for (Open each : open.values()) {
      each.created += jumped.byMillis();
      each.lastUse.shift(jumped.byMillis());
    }
  }

  /** Ends those that are idle or old beyond the limits. */
  public void sweep() {
    long now = System.currentTimeMillis();
    // After that: put forward in between, the clock lets nobody look idle.
    clock.look();
    open.values().stream()
        .filter(each -> isOver(each, now) || !isCurrent(each))
        .map(each -> each.user.signInId())
        .toList()
        .forEach(this::expire);
  }
}
