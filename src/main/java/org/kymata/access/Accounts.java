package org.kymata.access;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.kymata.platform.Database;
import org.kymata.platform.DomainException;
import org.kymata.platform.Names;
import org.kymata.platform.Ticks;

/** The accounts, and what may be done to them. */
@ApplicationScoped
public class Accounts {

  /** What an admin changes about an account; empty is left as it is. */
  public record Change(
      Optional<Role> role, Optional<Boolean> disabled, Optional<String> password) {}

  private static final long LONGEST_ACCOUNT_WAIT_MILLIS = 30_000;
  private static final long LONGEST_ADDRESS_WAIT_MILLIS = 300_000;

  // An account waits less: nobody shall lock an admin out by guessing.
  private final LoginThrottle byAccount = new LoginThrottle(LONGEST_ACCOUNT_WAIT_MILLIS);
  private final LoginThrottle byAddress = new LoginThrottle(LONGEST_ADDRESS_WAIT_MILLIS);

  @Inject private Database database;
  @Inject private Passwords passwords;
  @Inject private SignIns signIns;
  @Inject private ApiKeys keys;
  @Inject private FirstAdmin firstAdmin;

  /** Makes the first account when there is none. */
  void makeFirstAdmin() {
    long count =
        database.read(
            entities ->
                entities
                    .createQuery("select count(a) from Account a", Long.class)
                    .getSingleResult());
    if (count == 0) {
      create(FirstAdmin.NAME, firstAdmin.password(), Role.ADMIN);
      firstAdmin.announce();
    }
  }

  /**
   * Checks a name and password.
   *
   * @param given the name
   * @param address where the try comes from
   * @return the account; empty when name or password is wrong or the account disabled
   * @throws DomainException TOO_MANY when this account or address must wait first
   */
  public Optional<Account> authenticate(String given, String password, String address) {
    // No account has a name against the rule, and the throttle shall not remember any text.
    String name = Names.isValid(given) ? given : "";
    long now = Ticks.millis();
    requirePatience(Math.max(byAccount.waitMillis(name, now), byAddress.waitMillis(address, now)));
    // Counted before the slow part, so that many tries at once are as slow as one after another.
    byAccount.failed(name, now);
    byAddress.failed(address, now);
    Optional<Account> account = byName(name).filter(found -> !found.disabled());
    boolean right = passwords.matches(password, account.map(Account::passwordHash).orElse(null));
    if (!right) {
      return Optional.empty();
    }
    byAccount.succeeded(name);
    byAddress.succeeded(address);
    noteLogin(account.orElseThrow().id(), System.currentTimeMillis());
    return account;
  }

  private static void requirePatience(long waitMillis) {
    if (waitMillis > 0) {
      int seconds = (int) ((waitMillis + 999) / 1000);
      throw new DomainException(
          DomainException.Kind.TOO_MANY,
          "too many wrong passwords; try again in " + seconds + " s",
          seconds);
    }
  }

  private Optional<Account> byName(String name) {
    return database.read(
        entities ->
            entities
                .createQuery("select a from Account a where a.name = :name", Account.class)
                .setParameter("name", name)
                .getResultStream()
                .findFirst());
  }

  private void noteLogin(long id, long now) {
    database.run(entities -> entities.find(Account.class, id).lastLogin(now));
  }

  /** All accounts by name. */
  public List<Account> list() {
    return database.read(
        entities ->
            entities
                .createQuery("select a from Account a order by a.name", Account.class)
                .getResultList());
  }

  /**
   * Makes an account.
   *
   * @throws DomainException when name or password break the rules, or the name is taken
   */
  public Account create(String name, String password, Role role) {
    Names.require("the account's name", name);
    String hash = passwords.hash(password);
    return database.write(
        entities -> {
          boolean taken =
              entities
                  .createQuery("select a from Account a where a.name = :name", Account.class)
                  .setParameter("name", name)
                  .getResultStream()
                  .findFirst()
                  .isPresent();
          if (taken) {
            throw DomainException.conflict("there is an account named " + name + " already");
          }
          Account account = new Account(name, hash, role, System.currentTimeMillis());
          entities.persist(account);
          return account;
        });
  }

  /**
   * Changes an account; its sign-ins end, and its API keys when it may do less than before.
   *
   * @throws DomainException when there is none, or no active admin would be left
   */
  public Account change(long id, Change change) {
    Optional<String> hash = change.password().map(passwords::hash);
    AtomicBoolean mayLess = new AtomicBoolean();
    Account changed =
        database.write(
            entities -> {
              Account account = entities.find(Account.class, id);
              if (account == null) {
                throw DomainException.notFound("there is no account " + id);
              }
              boolean wasActiveAdmin = account.isActiveAdmin();
              Role before = account.role();
              change.role().ifPresent(account::role);
              change.disabled().ifPresent(account::disabled);
              hash.ifPresent(account::passwordHash);
              if (wasActiveAdmin && !account.isActiveAdmin() && otherActiveAdmins(id) == 0) {
                throw DomainException.conflict(
                    account.name() + " is the last admin; make another account admin first");
              }
              mayLess.set(account.disabled() || !account.role().includes(before));
              if (mayLess.get()) {
                keys.deleteAllOf(entities, id);
              }
              return account;
            });
    signIns.endAllOf(id, null);
    if (mayLess.get()) {
      keys.forgetAllOf(id);
    }
    return changed;
  }

  private long otherActiveAdmins(long id) {
    return list().stream().filter(each -> each.id() != id && each.isActiveAdmin()).count();
  }

  /**
   * Changes one's own password; one's other sign-ins end.
   *
   * @throws DomainException FORBIDDEN when {@code current} is wrong
   */
  public void changeOwnPassword(Caller.User user, String current, String wanted) {
    long now = Ticks.millis();
    Account account = database.read(entities -> entities.find(Account.class, user.accountId()));
    requirePatience(byAccount.waitMillis(user.name(), now));
    byAccount.failed(user.name(), now);
    if (!passwords.matches(current, account.passwordHash())) {
      throw new DomainException(
          DomainException.Kind.FORBIDDEN, "the current password is not right");
    }
    byAccount.succeeded(user.name());
    String hash = passwords.hash(wanted);
    database.run(entities -> entities.find(Account.class, account.id()).passwordHash(hash));
    signIns.endAllOf(account.id(), user.signInId());
  }
}
