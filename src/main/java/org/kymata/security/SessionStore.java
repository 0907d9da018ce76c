package org.kymata.security;

import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.util.function.Function;
import org.kymata.errors.DomainException;
import org.kymata.errors.DomainException.Kind;

/**
 * What the store does with sign-ins inside a transaction that holds the lock of their account (ADR
 * 25): whatever happens to the account comes before it or after it, and never in between.
 */
final class SessionStore {

  private SessionStore() {}

  /**
   * Inserts one.
   *
   * @param checked the account as the check of the password saw it
   * @return the account as it is
   * @throws DomainException UNAUTHENTICATED when it was changed since then
   */
  static Account insert(
      EntityManager entities, Account checked, Function<Account, Session> signIn) {
    // Locked: a change of the account comes before this and is seen, or after it and deletes this.
    Account account = entities.find(Account.class, checked.id(), LockModeType.PESSIMISTIC_WRITE);
    if (account == null || !account.mayStillSignIn(checked)) {
      throw changedMeanwhile();
    }
    Session made = signIn.apply(account);
    account.lastLogin(made.created());
    entities.persist(made);
    return account;
  }

  static DomainException changedMeanwhile() {
    return new DomainException(
        Kind.UNAUTHENTICATED, "the account was changed while you signed in; sign in again");
  }

  private static DomainException sessionEnded() {
    return new DomainException(Kind.UNAUTHENTICATED, "your session has ended; sign in again");
  }

  /**
   * Lets go on, in a transaction that holds the lock of the account, what waited since its caller
   * was let in.
   *
   * @throws DomainException UNAUTHENTICATED when that sign-in ended meanwhile
   */
  static void requireOpen(EntityManager entities, Account account, Caller.User user) {
    Session signIn = entities.find(Session.class, user.sessionId());
    if (account == null || signIn == null || signIn.epoch() != account.sessionEpoch()) {
      throw sessionEnded();
    }
  }

  /**
   * Ends all sign-ins of an account in the transaction that changes it and holds its lock; {@link
   * Sessions#endedAllOf} follows when that is committed.
   *
   * @param keepId of the one that goes on, or null
   */
  static void endAllOf(EntityManager entities, Account account, String keepId) {
    account.raiseSessionEpoch();
    entities
        .createQuery("delete from Session s where s.accountId = :account and s.tokenHash <> :keep")
        .setParameter("account", account.id())
        .setParameter("keep", keepId == null ? "" : keepId)
        .executeUpdate();
    if (keepId != null) {
      entities.find(Session.class, keepId).epoch(account.sessionEpoch());
    }
  }
}
