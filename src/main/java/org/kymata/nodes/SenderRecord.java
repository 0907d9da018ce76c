package org.kymata.nodes;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** What was decided on a sender, as it is kept in the relational store. */
@Entity
@Table(name = "sender")
public class SenderRecord {

  /** What was decided. */
  enum Decision {
    /** It is a node. */
    NODE,
    /** It is a page that may see and act. */
    PAGE,
    /** It is to be let alone. */
    REFUSED
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

  /** For the store. */
  protected SenderRecord() {}

  SenderRecord(AdoptedSender known) {
    this.id = known.id();
    this.door = known.sender().transport();
    this.address = known.sender().address();
    this.name = known.sender().name();
    this.decision =
        known.isRejected()
            ? Decision.REFUSED
            : known.binding().isPage() ? Decision.PAGE : Decision.NODE;
    this.nodeId = decision == Decision.NODE ? known.binding().node().value() : null;
    this.created = known.created();
  }

  AdoptedSender toAdoptedSender() {
    Binding as =
        switch (decision) {
          case NODE -> new Binding(new NodeId(nodeId));
          case PAGE -> new Binding(null);
          case REFUSED -> null;
        };
    return new AdoptedSender(id, new Sender(door, address, name), as, created);
  }
}
