package org.kymata.nodes;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** The key of a node in the relational store: its hash only. */
@Entity
@Table(name = "node_key")
public class NodeKeyRecord {

  @Id
  @Column(name = "node_id")
  private String nodeId;

  @Column(name = "key_hash")
  private String keyHash;

  private long created;

  /** For JPA. */
  protected NodeKeyRecord() {}

  NodeKeyRecord(NodeId node, String keyHash, long created) {
    this.nodeId = node.value();
    this.keyHash = keyHash;
    this.created = created;
  }

  NodeId node() {
    return new NodeId(nodeId);
  }

  String keyHash() {
    return keyHash;
  }
}
