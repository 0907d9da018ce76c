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
import org.kymata.platform.ClockJumped;
import org.kymata.platform.ClockWatch;
import org.kymata.platform.Database;
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
    volatile long created;

    Open(Caller.User user, long created, long lastUsed) {
      this.user = user;
      this.created = created;
      this.lastUse = new LastUse(lastUsed);
    }
  }

  private final Map<String, Open> open = new ConcurrentHashMap<>();

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
            SignIn signIn = (SignIn) row[0];
            Account account = (Account) row[1];
            open.put(
                signIn.tokenHash(),
                new Open(userOf(account, signIn.tokenHash()), signIn.created(), signIn.lastUsed()));
          }
          return null;
        });
    sweep();
  }

  private static Caller.User userOf(Account account, String signInId) {
    return new Caller.User(account.id(), account.name(), account.role(), signInId);
  }

  /**
   * Opens a sign-in for {@code account}.
   *
   * @return the secret for the cookie; it is not kept
   */
  public String open(Account account) {
    String token = Secrets.random(TOKEN_LENGTH);
    String id = Secrets.sha256(token);
    long now = System.currentTimeMillis();
    endOldestBeyondLimit(account.id());
    database.run(entities -> entities.persist(new SignIn(id, account.id(), now)));
    open.put(id, new Open(userOf(account, id), now, now));
    return token;
  }

  private void endOldestBeyondLimit(long accountId) {
    List<Open> mine =
        open.values().stream()
            .filter(each -> each.user.accountId() == accountId)
            .sorted(Comparator.comparingLong(each -> each.created))
            .toList();
    for (int i = 0; i <= mine.size() - MAX_PER_ACCOUNT; i++) {
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
    Open found = open.get(signInId);
    if (found == null) {
      return Optional.empty();
    }
    long now = System.currentTimeMillis();
    if (isOver(found, now)) {
      // Unless it only looks so, since somebody has just put the clock forward.
      clock.look();
    }
    if (isOver(found, now)) {
      expire(signInId);
      return Optional.empty();
    }
    found.lastUse.note(now, database, SignIn.class, signInId);
    return Optional.of(found.user);
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
    open.remove(signInId);
    ended.fire(new SignInEnded(signInId));
    forget(signInId);
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
    Open over = open.remove(signInId);
    ended.fire(new SignInEnded(signInId));
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

  /** Ends all sign-ins of an account except {@code keepId}, which may be null. */
  public void endAllOf(long accountId, String keepId) {
    open.values().stream()
        .map(each -> each.user)
        .filter(user -> user.accountId() == accountId && !user.signInId().equals(keepId))
        .map(Caller.User::signInId)
        .toList()
        .forEach(this::end);
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
        .filter(each -> isOver(each, now))
        .map(each -> each.user.signInId())
        .toList()
        .forEach(this::expire);
  }
}
