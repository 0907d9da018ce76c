package org.kymata.access;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** An API key as it is kept in the relational store: its hash, never its secret. */
@Entity
@Table(name = "api_key")
public class ApiKeyRecord implements LastUse.Kept {

  @Id private String id;

  @Column(name = "account_id")
  private long accountId;

  private String name;

  @Column(name = "key_hash")
  private String keyHash;

  private long created;

  @Column(name = "last_used")
  private Long lastUsed;

  /** For the store. */
  protected ApiKeyRecord() {}

  ApiKeyRecord(String id, long accountId, String name, String keyHash, long created) {
    this.id = id;
    this.accountId = accountId;
    this.name = name;
    this.keyHash = keyHash;
    this.created = created;
  }

  String id() {
    return id;
  }

  long accountId() {
    return accountId;
  }

  String name() {
    return name;
  }

  String keyHash() {
    return keyHash;
  }

  long created() {
    return created;
  }

  Long lastUsed() {
    return lastUsed;
  }

  @Override
  public void lastUsed(long lastUsed) {
    this.lastUsed = lastUsed;
  }
}
