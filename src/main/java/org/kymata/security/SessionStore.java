package org.kymata.security;

import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.util.function.Function;
import org.kymata.errors.DomainException;
import org.kymata.errors.DomainException.Kind;

/**
 * The database operations of sessions. They run in a transaction that holds the lock of the account
 * (ADR 25): a change of the account happens before or after, never in between.
 */
final class SessionStore {

  private SessionStore() {}

  /**
   * Inserts a session.
   *
   * @param checked the account as the password check read it
   * @return the account as it is now
   * @throws DomainException UNAUTHENTICATED when it was changed since then
   */
  static Account insert(
      EntityManager entities, Account checked, Function<Account, Session> newSession) {
    // Locked: a change of the account comes before this and is seen, or after it and deletes this.
    Account account = entities.find(Account.class, checked.id(), LockModeType.PESSIMISTIC_WRITE);
    if (account == null || !account.mayStillSignIn(checked)) {
      throw changedMeanwhile();
    }
    Session made = newSession.apply(account);
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
   * Checks, in a transaction that holds the lock of the account, that the caller's session is still
   * open after a wait.
   *
   * @throws DomainException UNAUTHENTICATED when the session ended meanwhile
   */
  static void requireOpen(EntityManager entities, Account account, Caller.User user) {
    Session session = entities.find(Session.class, user.sessionId());
    if (account == null || session == null || session.epoch() != account.sessionEpoch()) {
      throw sessionEnded();
    }
  }

  /**
   * Ends all sessions of an account in the transaction that changes it and holds its lock; call
   * {@link Sessions#closeAllOf} after the commit.
   *
   * @param keepId the session that continues, or null
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
