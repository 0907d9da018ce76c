package org.kymata.security;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A row of the security log in the relational store. Times are epoch milliseconds. */
@Entity
@Table(name = "security_entry")
public class SecurityRecord {

  @Id private long id;

  @Column(name = "first_time")
  private long firstTime;

  @Column(name = "last_time")
  private long lastTime;

  private long times;
  private boolean stranger;

  @Column(name = "noted_by")
  private String by;

  private String what;
  private String account;
  private String address;
  private String detail;

  /** For JPA. */
  protected SecurityRecord() {}

  SecurityRecord(SecurityLog.Entry entry, boolean stranger) {
    this.id = entry.id();
    this.firstTime = entry.firstMillis();
    this.lastTime = entry.lastMillis();
    this.times = entry.times();
    this.stranger = stranger;
    this.by = entry.by();
    this.what = entry.what();
    this.account = entry.account();
    this.address = entry.address();
    this.detail = entry.detail();
  }

  void addRepeats(long more, long lastMillis) {
    times += more;
    lastTime = lastMillis;
  }

  SecurityLog.Entry entry() {
    return new SecurityLog.Entry(
        id, firstTime, lastTime, times, by, what, account, address, detail);
  }
}
