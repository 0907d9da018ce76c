package org.kymata.nodes;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A blocked address in the relational store. */
@Entity
@Table(name = "blocked_address")
public class BlockedAddress {

  @Id private String address;
  private long created;

  /** For JPA. */
  protected BlockedAddress() {}

  BlockedAddress(String address, long created) {
    this.address = address;
    this.created = created;
  }

  String address() {
    return address;
  }

  long created() {
    return created;
  }
}
