package org.kymata.security;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.kymata.errors.DomainException;
import org.kymata.persistence.Database;
import org.kymata.text.NameValidator;

/** The accounts and their changes. */
@ApplicationScoped
public class Accounts {

  /**
   * A change of an account by an admin; what is empty stays as it is.
   *
   * @param oneTime whether the new password is a one-time password
   * @param endTwoFactor whether two-factor authentication is switched off
   */
  public record Change(
      Optional<Role> role,
      Optional<Boolean> disabled,
      Optional<String> password,
      boolean oneTime,
      boolean endTwoFactor) {

    /** A change that leaves two-factor authentication as it is. */
    public Change(Optional<Role> role, Optional<Boolean> disabled, Optional<String> password) {
      this(role, disabled, password, false, false);
    }
  }

  // Serializes creation, so that two similar names are not created at the same time.
  private final ReentrantLock nameLock = new ReentrantLock();

  @Inject private Database database;
  @Inject private PasswordHasher passwords;
  @Inject private PasswordStrengthValidator strength;
  @Inject private Sessions sessions;
  @Inject private LoginRateLimiter loginLimiter;
  @Inject private ApiKeys keys;
  @Inject private FirstAdmin firstAdmin;
  @Inject private SecurityLog security;
  @Inject private TwoFactor twoFactor;

  /**
   * Creates the first account when there is none.
   *
   * @throws DomainException when the password in the settings is easy to guess
   */
  void makeFirstAdmin() {
    long count =
        database.read(
            entities ->
                entities
                    .createQuery("select count(a) from Account a", Long.class)
                    .getSingleResult());
    if (count == 0) {
      firstAdmin.requireStrength(strength);
      create(Actor.HUB, FirstAdmin.NAME, firstAdmin.password(), Role.ADMIN);
      firstAdmin.printGeneratedPassword();
    }
  }

  /**
   * Checks a name and a password.
   *
   * @param given the name as it was typed
   * @param address the client's address
   * @param deviceCookie the cookie that {@link DeviceCookies} gave this browser; "" when it has
   *     none
   * @return the account as this check read it, for {@link Sessions#open}; empty when name or
   *     password is wrong or the account is disabled
   * @throws DomainException TOO_MANY when this account or address must wait; UNAVAILABLE when too
   *     many passwords are being checked
   */
  public Optional<Account> authenticate(
      String given, String password, String address, String deviceCookie) {
    // An invalid name belongs to no account, and the throttle must not remember arbitrary texts.
    String name = NameValidator.isValid(given) ? AccountNameValidator.normalize(given) : "";
    if (deviceCookie.isEmpty()) {
      // Before the database is queried: a flood of guesses costs little.
      loginLimiter.requireNoWaitForStranger(name, address);
    }
    Optional<Account> account =
        byName(name).or(() -> byName(given)).filter(found -> !found.disabled());
    Optional<String> device = account.flatMap(found -> DeviceCookies.device(deviceCookie, found));
    LoginRateLimiter.LoginAttempt begun = loginLimiter.beginAttempt(name, address, device);
    String hash = account.map(Account::passwordHash).orElse(null);
    if (!begun.check(() -> passwords.matches(password, hash, device.isPresent()))) {
      security.count(SecurityEvent.SIGN_IN_FAILED, name, address);
      return Optional.empty();
    }
    return account;
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

  /** All accounts by name. */
  public List<Account> list() {
    return database.read(
        entities ->
            entities
                .createQuery("select a from Account a order by a.name", Account.class)
                .getResultList());
  }

  /**
   * Creates an account.
   *
   * @param by the creator
   * @throws DomainException when name or password break the rules, the name is taken, or the
   *     creator's session ended meanwhile
   */
  public Account create(Actor by, String given, String password, Role role) {
    return create(by, given, password, role, false);
  }

  /**
   * Creates an account as {@link #create(Actor, String, String, Role)} does.
   *
   * @param oneTime whether the password is a one-time password
   */
  public Account create(Actor by, String given, String password, Role role, boolean oneTime) {
    String name = AccountNameValidator.require(given);
    String hash = hash(password, name);
    nameLock.lock();
    try {
      return database.write(
          entities -> {
            requireOpenSession(entities, by);
            Account account = AccountStore.insert(entities, name, hash, role, oneTime);
            security.log(entities, by, SecurityEvent.ACCOUNT_MADE, name, role.wireName());
            return account;
          });
    } finally {
      nameLock.unlock();
    }
  }

  private String hash(String password, String name) {
    PasswordHasher.requireLength(password);
    strength.require(password, name);
    return passwords.hash(password);
  }

  /**
   * Changes an account. Its sessions end, and its API keys when it loses rights or gets another
   * password: an intruder may have created keys.
   *
   * @param by the caller
   * @throws DomainException when there is no such account, no active admin would be left, or the
   *     caller's session ended meanwhile
   */
  public Account change(Actor by, long id, Change change) {
    Optional<String> hash = change.password().map(password -> hash(password, nameOf(id)));
    AtomicBoolean endsKeys = new AtomicBoolean();
    Account changed =
        database.write(
            entities -> {
              List<Account> admins = AccountStore.lockWithAdmins(entities, id);
              Account account = entities.find(Account.class, id);
              if (account == null) {
                throw DomainException.notFound("there is no account " + id);
              }
              requireOpenSession(entities, by);
              boolean wasActiveAdmin = account.isActiveAdmin();
              Role before = account.role();
              change.role().ifPresent(account::role);
              change.disabled().ifPresent(account::disabled);
              hash.ifPresent(made -> account.passwordHash(made, change.oneTime()));
              if (change.endTwoFactor()) {
                twoFactor.remove(entities, by, account);
              }
              if (wasActiveAdmin && admins.stream().noneMatch(Account::isActiveAdmin)) {
                throw DomainException.conflict(
                    account.name() + " is the last admin; make another account admin first");
              }
              endsKeys.set(
                  account.disabled() || !account.role().includes(before) || hash.isPresent());
              int ended = endsKeys.get() ? keys.deleteAllOf(entities, id) : 0;
              SessionStore.endAllOf(entities, account, null);
              AccountStore.logChange(security, entities, by, account, change, before, ended);
              return account;
            });
    sessions.closeAllOf(changed, null);
    if (endsKeys.get()) {
      keys.forgetAllOf(id);
    }
    return changed;
  }

  private String nameOf(long id) {
    Account account = database.read(entities -> entities.find(Account.class, id));
    if (account == null) {
      throw DomainException.notFound("there is no account " + id);
    }
    return account.name();
  }

  /** Checked after hashing, which takes time: the caller may have lost the role meanwhile. */
  private static void requireOpenSession(EntityManager entities, Actor by) {
    if (by.user() != null) {
      Account account =
          entities.find(Account.class, by.user().accountId(), LockModeType.PESSIMISTIC_WRITE);
      SessionStore.requireOpen(entities, account, by.user());
    }
  }

  /**
   * Checks the user's own password again, before something that a stolen session must not do.
   *
   * @throws DomainException FORBIDDEN when it is wrong, TOO_MANY when the user must wait first
   */
  public Account requireOwnPassword(Caller.User user, String address, String current) {
    Account account = database.read(entities -> entities.find(Account.class, user.accountId()));
    LoginRateLimiter.LoginAttempt begun = loginLimiter.beginSignedInAttempt(user);
    if (!begun.check(() -> passwords.matches(current, account.passwordHash(), true))) {
      security.count(SecurityEvent.PASSWORD_CHANGE_FAILED, user.name(), address);
      throw new DomainException(DomainException.Kind.FORBIDDEN, "the current password is wrong");
    }
    return account;
  }

  /**
   * Changes the user's own password; the user's other sessions end.
   *
   * @param address the client's address
   * @param endKeys whether the user's API keys end too
   * @return the account as it is now
   * @throws DomainException FORBIDDEN when {@code current} is wrong; UNAUTHENTICATED when this
   *     session ended, or the account was changed, before the new password was written
   */
  public Account changeOwnPassword(
      Caller.User user, String address, String current, String newPassword, boolean endKeys) {
    Account account = requireOwnPassword(user, address, current);
    String hash = hash(newPassword, account.name());
    Actor by = new Actor(user.name(), address);
    Account changed =
        database.write(
            entities -> {
              Account locked =
                  entities.find(Account.class, user.accountId(), LockModeType.PESSIMISTIC_WRITE);
              // A session that ended while the passwords were hashed changes nothing.
              SessionStore.requireOpen(entities, locked, user);
              locked.passwordHash(hash, false);
              SessionStore.endAllOf(entities, locked, user.sessionId());
              security.log(entities, by, SecurityEvent.PASSWORD_CHANGED, user.name(), null);
              int ended = endKeys ? keys.deleteAllOf(entities, account.id()) : 0;
              if (ended > 0) {
                security.log(
                    entities, by, SecurityEvent.KEY_REMOVED, user.name(), ApiKeys.keyCount(ended));
              }
              return locked;
            });
    sessions.closeAllOf(changed, user.sessionId());
    if (endKeys) {
      keys.forgetAllOf(account.id());
    }
    return changed;
  }
}
