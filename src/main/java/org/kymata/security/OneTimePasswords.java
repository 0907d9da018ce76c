package org.kymata.security;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import org.kymata.errors.DomainException;
import org.kymata.errors.DomainException.Kind;
import org.kymata.persistence.Database;

/** Passwords that permit nothing but choosing another one. */
@ApplicationScoped
public class OneTimePasswords {

  @Inject private Database database;
  @Inject private PasswordHasher passwords;
  @Inject private PasswordStrengthValidator strength;
  @Inject private SecurityLog security;

  /**
   * Replaces a one-time password with one that its owner chose.
   *
   * @param checked the account as the password check read it
   * @return the account as it is now, for {@link Sessions#open}
   * @throws DomainException BAD_INPUT when the new one breaks a rule; UNAUTHENTICATED when the
   *     account was changed meanwhile
   */
  Account replace(Account checked, String newPassword, String address) {
    PasswordHasher.requireLength(newPassword);
    strength.require(newPassword, checked.name());
    if (passwords.matches(newPassword, checked.passwordHash(), true)) {
      throw DomainException.badInput("this is the one-time password; choose another one");
    }
    String hash = passwords.hash(newPassword);
    return database.write(
        entities -> {
          Account account =
              entities.find(Account.class, checked.id(), LockModeType.PESSIMISTIC_WRITE);
          if (account == null || !account.mayStillSignIn(checked)) {
            throw new DomainException(
                Kind.UNAUTHENTICATED, "the account was changed while you signed in; sign in again");
          }
          account.passwordHash(hash, false);
          Actor by = new Actor(account.name(), address);
          security.log(entities, by, SecurityEvent.PASSWORD_CHANGED, account.name(), null);
          return account;
        });
  }
}
