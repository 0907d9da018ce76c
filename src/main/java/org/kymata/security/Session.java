package org.kymata.security;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/**
 * A browser's session, stored so that a restart signs no user out. Only the hash of its cookie is
 * stored. Times are epoch milliseconds.
 */
@Entity
@Table(name = "sign_in")
public class Session implements LastUseTracker.UsageRecord {

  @Id
  @Column(name = "token_hash")
  private String tokenHash;

  @Column(name = "account_id")
  private long accountId;

  private long created;

  @Column(name = "last_used")
  private long lastUsed;

  private long epoch;
  private String address;
  private String device;

  /** For JPA. */
  protected Session() {}

  Session(String tokenHash, Account account, long created) {
    this.tokenHash = tokenHash;
    this.accountId = account.id();
    this.epoch = account.sessionEpoch();
    this.created = created;
    this.lastUsed = created;
  }

  String tokenHash() {
    return tokenHash;
  }

  long accountId() {
    return accountId;
  }

  long created() {
    return created;
  }

  long lastUsed() {
    return lastUsed;
  }

  /** Sets where it was opened from. */
  void openedFrom(String address, String device) {
    this.address = address;
    this.device = device;
  }

  String address() {
    return address == null ? "" : address;
  }

  String device() {
    return device == null ? "" : device;
  }

  /** The account's session epoch when it was opened. */
  long epoch() {
    return epoch;
  }

  /** Lets it outlive a change of its account. */
  void epoch(long epoch) {
    this.epoch = epoch;
  }

  @Override
  public void lastUsed(long lastUsed) {
    this.lastUsed = lastUsed;
  }
}
