package org.kymata.security;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A code that replaces the authenticator app for one sign-in; only its hash is kept. */
@Entity
@Table(name = "recovery_code")
public class RecoveryCode {

  @Id
  @Column(name = "code_hash")
  private String codeHash;

  @Column(name = "account_id")
  private long accountId;

  /** For JPA. */
  protected RecoveryCode() {}

  RecoveryCode(String codeHash, long accountId) {
    this.codeHash = codeHash;
    this.accountId = accountId;
  }
}
