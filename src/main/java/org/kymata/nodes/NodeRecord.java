package org.kymata.nodes;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A node in the relational store. */
@Entity
@Table(name = "node")
public class NodeRecord {

  @Id private String id;
  private String name;

  @Enumerated(EnumType.STRING)
  private Node.Kind kind;

  private boolean self;

  @Column(name = "token_hash")
  private String tokenHash;

  private long created;

  /** For JPA. */
  protected NodeRecord() {}

  NodeRecord(Node node, String tokenHash) {
    this.id = node.id().value();
    this.name = node.name();
    this.kind = node.kind();
    this.self = node.self();
    this.tokenHash = tokenHash;
    this.created = node.created();
  }

  Node node() {
    return new Node(new NodeId(id), name, kind, self, tokenHash != null, created);
  }

  String tokenHash() {
    return tokenHash;
  }

  void kind(Node.Kind kind) {
    this.kind = kind;
  }

  void name(String name) {
    this.name = name;
  }

  void tokenHash(String tokenHash) {
    this.tokenHash = tokenHash;
  }
}
