package org.kymata.security;

import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.util.List;
import org.kymata.errors.DomainException;

/** What {@link Accounts} does within a transaction. */
final class AccountStore {

  private AccountStore() {}

  /**
   * Keeps a new account.
   *
   * @throws DomainException CONFLICT when its name is taken, or could be taken for another one
   */
  static Account insert(
      EntityManager entities, String name, String hash, Role role, boolean oneTime) {
    entities
        .createQuery("select a.name from Account a", String.class)
        .getResultStream()
        .filter(known -> AccountNameValidator.areConfusable(known, name))
        .findFirst()
        .ifPresent(
            known -> {
              throw DomainException.conflict(
                  known.equals(name)
                      ? "there is an account named " + name + " already"
                      : "this name could be taken for that of the account " + known);
            });
    Account account = new Account(name, hash, role, System.currentTimeMillis());
    account.passwordHash(hash, oneTime);
    entities.persist(account);
    return account;
  }

  /** Locks an account, and the admins, in one order: two who demote each other leave one. */
  static List<Account> lockWithAdmins(EntityManager entities, long id) {
    return entities
        .createQuery(
            "select a from Account a where a.id = :id or a.role = :admin order by a.id",
            Account.class)
        .setParameter("id", id)
        .setParameter("admin", Role.ADMIN)
        .setLockMode(LockModeType.PESSIMISTIC_WRITE)
        .getResultList();
  }

  /** Writes a change into the security log, as a part of its transaction. */
  static void logChange(
      SecurityLog security,
      EntityManager entities,
      Actor by,
      Account account,
      Accounts.Change change,
      Role before,
      int ended) {
    String name = account.name();
    if (account.role() != before) {
      String roles = before.wireName() + " → " + account.role().wireName();
      security.log(entities, by, SecurityEvent.ROLE_CHANGED, name, roles);
    }
    change
        .disabled()
        .map(disabled -> disabled ? SecurityEvent.ACCOUNT_DISABLED : SecurityEvent.ACCOUNT_ENABLED)
        .ifPresent(event -> security.log(entities, by, event, name, null));
    if (change.password().isPresent()) {
      security.log(entities, by, SecurityEvent.PASSWORD_RESET, name, null);
    }
    if (ended > 0) {
      security.log(entities, by, SecurityEvent.KEY_REMOVED, name, ApiKeys.keyCount(ended));
    }
  }
}
