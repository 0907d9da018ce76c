package org.kymata.nodes;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A decision on a sender in the relational store. */
@Entity
@Table(name = "sender")
public class SenderRecord {

  /** The decision. */
  enum Decision {
    /** It was adopted as a node. */
    NODE,
    /** It was adopted as a page that may read and send commands. */
    PAGE,
    /** It was rejected. */
    REJECTED
  }

  @Id private String id;

  @Enumerated(EnumType.STRING)
  private Transport door;

  private String address;
  private String name;

  @Enumerated(EnumType.STRING)
  private Decision decision;

  @Column(name = "node_id")
  private String nodeId;

  private long created;

  /** For JPA. */
  protected SenderRecord() {}

  SenderRecord(AdoptedSender known) {
    this.id = known.id();
    this.door = known.sender().transport();
    this.address = known.sender().address();
    this.name = known.sender().name();
    this.decision =
        known.isRejected()
            ? Decision.REJECTED
            : known.binding().isPage() ? Decision.PAGE : Decision.NODE;
    this.nodeId = decision == Decision.NODE ? known.binding().node().value() : null;
    this.created = known.created();
  }

  AdoptedSender toAdoptedSender() {
    Binding binding =
        switch (decision) {
          case NODE -> new Binding(new NodeId(nodeId));
          case PAGE -> new Binding(null);
          case REJECTED -> null;
        };
    return new AdoptedSender(id, new Sender(door, address, name), binding, created);
  }
}
