package org.kymata.security;

import java.util.Locale;

/** The events of the security log. */
public enum SecurityEvent {
  /** A user signed in. */
  SIGN_IN,
  /** A sign-in failed because the name or password was wrong; counted. */
  SIGN_IN_FAILED,
  /** A sign-in was refused unchecked, because too many had failed; counted. */
  SIGN_IN_THROTTLED,
  /** A user signed out. */
  SIGN_OUT,
  /** A session ended otherwise: it was too old, unused for too long, or ended by a user. */
  SESSION_ENDED,
  /** A user changed their own password. */
  PASSWORD_CHANGED,
  /** A signed-in user gave a wrong current password; counted. */
  PASSWORD_CHANGE_FAILED,
  /** An admin set an account's password. */
  PASSWORD_RESET,
  /** A user switched on two-factor authentication. */
  TWO_FACTOR_ON,
  /** A user or an admin switched off two-factor authentication. */
  TWO_FACTOR_OFF,
  /** A two-factor code was wrong or already used; counted. */
  TWO_FACTOR_FAILED,
  /** A user signed in with a recovery code. */
  RECOVERY_CODE_USED,
  /** A user created new recovery codes. */
  RECOVERY_CODES_MADE,
  /** An admin changed the role of an account. */
  ROLE_CHANGED,
  /** An account was disabled. */
  ACCOUNT_DISABLED,
  /** An account was enabled. */
  ACCOUNT_ENABLED,
  /** An account was created. */
  ACCOUNT_MADE,
  /** An account was deleted. */
  ACCOUNT_REMOVED,
  /** An account was renamed. */
  ACCOUNT_RENAMED,
  /** An API key was created. */
  KEY_MADE,
  /** An API key was removed. */
  KEY_REMOVED,
  /** An API key expired. */
  KEY_EXPIRED,
  /** A client sent an API key that is unknown, removed or expired; counted. */
  KEY_REFUSED,
  /** A node sent a token that is unknown or revoked; counted. */
  TOKEN_REFUSED;

  /** The name in JSON and in the database, such as {@code sign-in-failed}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
