package org.kymata.security;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.SequenceGenerator;
import java.util.OptionalLong;

/** A person who may sign in. Times are epoch milliseconds. */
@Entity
public class Account {

  @Id
  @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "account_seq")
  @SequenceGenerator(name = "account_seq", sequenceName = "account_seq", allocationSize = 1)
  private long id;

  private String name;

  @Column(name = "password_hash")
  private String passwordHash;

  @Enumerated(EnumType.STRING)
  private Role role;

  private boolean disabled;
  private long created;

  @Column(name = "last_login")
  private Long lastLogin;

  @Column(name = "session_epoch")
  private long sessionEpoch;

  // A one-time password: the user must choose another one at the next sign-in.
  @Column(name = "must_change")
  private boolean mustChange;

  @Column(name = "totp_secret")
  private String totpSecret;

  // The newest step whose code was used.
  @Column(name = "totp_step")
  private long totpStep;

  /** For JPA. */
  protected Account() {}

  Account(String name, String passwordHash, Role role, long created) {
    this.name = name;
    this.passwordHash = passwordHash;
    this.role = role;
    this.created = created;
  }

  /** The account's id. */
  public long id() {
    return id;
  }

  /** The name for signing in. */
  public String name() {
    return name;
  }

  /** The account's role. */
  public Role role() {
    return role;
  }

  /** Whether the account is disabled. */
  public boolean disabled() {
    return disabled;
  }

  /** When it was created. */
  public long created() {
    return created;
  }

  /** When its user last signed in; null when never. */
  public Long lastLogin() {
    return lastLogin;
  }

  /** Whether its password is a one-time password. */
  public boolean mustChangePassword() {
    return mustChange;
  }

  /** Whether it has two-factor authentication. */
  public boolean hasTwoFactor() {
    return totpSecret != null;
  }

  /**
   * Sets the secret of the authenticator app, null for none, and the step of the last code used.
   */
  void twoFactor(String secret, long step) {
    totpSecret = secret;
    totpStep = step;
  }

  /** The step of a code of the app; empty when the code is wrong, expired or already used. */
  OptionalLong totpStepOf(String code, long nowMillis) {
    return Totp.stepOf(code, totpSecret, nowMillis, totpStep);
  }

  void markTotpStepUsed(long step) {
    totpStep = step;
  }

  String passwordHash() {
    return passwordHash;
  }

  /** Sets another password, which is a one-time password or not. */
  void passwordHash(String passwordHash, boolean oneTime) {
    this.passwordHash = passwordHash;
    this.mustChange = oneTime;
  }

  void role(Role role) {
    this.role = role;
  }

  void disabled(boolean disabled) {
    this.disabled = disabled;
  }

  void lastLogin(long lastLogin) {
    this.lastLogin = lastLogin;
  }

  /** Only sessions of this epoch are valid. */
  long sessionEpoch() {
    return sessionEpoch;
  }

  /** Invalidates every session that was opened before. */
  void raiseSessionEpoch() {
    sessionEpoch++;
  }

  /** Whether nothing that sign-ins depend on has changed since {@code earlier} was read. */
  boolean mayStillSignIn(Account earlier) {
    return !disabled
        && role == earlier.role
        && passwordHash.equals(earlier.passwordHash)
        && sessionEpoch == earlier.sessionEpoch;
  }

  boolean isActiveAdmin() {
    return role == Role.ADMIN && !disabled;
  }
}
