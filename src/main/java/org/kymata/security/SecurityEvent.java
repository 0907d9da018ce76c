package org.kymata.security;

import java.util.Locale;

/** What the security log keeps. */
public enum SecurityEvent {
  /** A name and password were right, and a session began. */
  SIGN_IN,
  /** A name or password was wrong; counted. */
  SIGN_IN_FAILED,
  /** A sign-in was not even tried, since too many had failed; counted. */
  SIGN_IN_THROTTLED,
  /** Somebody signed out. */
  SIGN_OUT,
  /** A session ended otherwise: it was too old, too long unused, or ended from elsewhere. */
  SESSION_ENDED,
  /** Somebody changed their own password. */
  PASSWORD_CHANGED,
  /** Somebody who was signed in gave a wrong current password; counted. */
  PASSWORD_CHANGE_FAILED,
  /** An admin set the password of an account. */
  PASSWORD_RESET,
  /** Somebody switched on two-factor authentication. */
  TWO_FACTOR_ON,
  /** Two-factor authentication was switched off, by its owner or an admin. */
  TWO_FACTOR_OFF,
  /** A code of two-factor authentication was wrong or used before; counted. */
  TWO_FACTOR_FAILED,
  /** Somebody signed in with a recovery code. */
  RECOVERY_CODE_USED,
  /** Somebody made new recovery codes. */
  RECOVERY_CODES_MADE,
  /** An account got another role. */
  ROLE_CHANGED,
  /** An account was disabled. */
  ACCOUNT_DISABLED,
  /** An account was enabled. */
  ACCOUNT_ENABLED,
  /** An account was made. */
  ACCOUNT_MADE,
  /** An account was removed. */
  ACCOUNT_REMOVED,
  /** An account was renamed. */
  ACCOUNT_RENAMED,
  /** An API key was made. */
  KEY_MADE,
  /** An API key was removed. */
  KEY_REMOVED,
  /** An API key came to its end. */
  KEY_EXPIRED,
  /** An API key was shown that is unknown, removed or expired; counted. */
  KEY_REFUSED,
  /** A node's token was shown that is unknown or revoked; counted. */
  TOKEN_REFUSED;

  /** The name in JSON and in the store, such as {@code sign-in-failed}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
