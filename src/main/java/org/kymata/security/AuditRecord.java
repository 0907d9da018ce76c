package org.kymata.security;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** An action in the relational store. */
@Entity
@Table(name = "audit")
public class AuditRecord {

  @Id private long id;
  private long noted;

  @Column(name = "noted_by")
  private String by;

  private String what;

  @Column(name = "node_id")
  private String nodeId;

  @Column(name = "node_name")
  private String nodeName;

  private String detail;

  /** For JPA. */
  protected AuditRecord() {}

  AuditRecord(AuditLog.Entry entry) {
    this.id = entry.id();
    this.noted = entry.timeMillis();
    this.by = entry.by();
    this.what = entry.what();
    this.nodeId = entry.nodeId();
    this.nodeName = entry.nodeName();
    this.detail = entry.detail();
  }

  AuditLog.Entry entry() {
    return new AuditLog.Entry(id, noted, by, what, nodeId, nodeName, detail);
  }
}
