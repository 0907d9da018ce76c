package org.kymata.access;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.SequenceGenerator;

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

  /** For the store. */
  protected Account() {}

  Account(String name, String passwordHash, Role role, long created) {
    this.name = name;
    this.passwordHash = passwordHash;
    this.role = role;
    this.created = created;
  }

  /** Its number. */
  public long id() {
    return id;
  }

  /** The name that one signs in with. */
  public String name() {
    return name;
  }

  /** What it may do. */
  public Role role() {
    return role;
  }

  /** Whether it may not sign in at present. */
  public boolean disabled() {
    return disabled;
  }

  /** When it was made. */
  public long created() {
    return created;
  }

  /** When it last signed in; null when never. */
  public Long lastLogin() {
    return lastLogin;
  }

  String passwordHash() {
    return passwordHash;
  }

  void passwordHash(String passwordHash) {
    this.passwordHash = passwordHash;
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

  /** Only sessions of this epoch are worth something. */
  long sessionEpoch() {
    return sessionEpoch;
  }

  /** Makes every session that was opened before worth nothing. */
  void raiseSessionEpoch() {
    sessionEpoch++;
  }

  /** Whether nothing that a sign-in depends on was changed since {@code earlier} was read. */
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
