package org.kymata.security;

import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.util.List;
import org.kymata.errors.DomainException;

/** The transactions of {@link Accounts}. */
final class AccountStore {

  private AccountStore() {}

  /**
   * Inserts a new account.
   *
   * @throws DomainException CONFLICT when its name is taken, or looks like that of another account
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

  /**
   * Locks an account and all admins, always in the same sequence, so that two admins who demote
   * each other leave one admin.
   */
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

  /** Records a change in the security log, in the same transaction. */
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
