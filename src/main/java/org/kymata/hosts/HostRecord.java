package org.kymata.hosts;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.kymata.hosts.HostAddress.Protocol;
import org.kymata.nodes.NodeId;

/** A host in the relational store. */
@Entity
@Table(name = "host")
public class HostRecord {

  @Id
  @Column(name = "node_id")
  private String nodeId;

  @Enumerated(EnumType.STRING)
  private ConnectionMode way;

  private String address;
  private int port;

  // Whether the address began with https.
  private boolean tls;

  // In clear text, because the hub must send it to the agent.
  @Column(name = "agent_key")
  private String key;

  @Column(name = "interval_millis")
  private int intervalMillis;

  private boolean running;
  private String agent;

  @Column(name = "run_id")
  private String run;

  @Column(name = "last_seq")
  private long seq;

  private long created;

  /** For JPA. */
  protected HostRecord() {}

  HostRecord(NodeId node, ConnectionMode way, HostAddress address, String key, int intervalMillis) {
    this.nodeId = node.value();
    this.way = way;
    this.address = address == null ? null : address.host();
    this.port = address == null ? 0 : address.port();
    this.tls = address != null && address.isSecure();
    this.key = key;
    this.intervalMillis = intervalMillis;
    this.running = true;
    this.seq = -1;
    this.created = System.currentTimeMillis();
  }

  NodeId node() {
    return new NodeId(nodeId);
  }

  ConnectionMode way() {
    return way;
  }

  HostAddress address() {
    if (address == null) {
      return null;
    }
    Protocol protocol =
        way != ConnectionMode.KYMATA ? Protocol.AGENT : tls ? Protocol.KYMATA_TLS : Protocol.KYMATA;
    return new HostAddress(address, port, protocol);
  }

  String key() {
    return key;
  }

  int intervalMillis() {
    return intervalMillis;
  }

  boolean isRunning() {
    return running;
  }

  String agent() {
    return agent;
  }

  String run() {
    return run;
  }

  long seq() {
    return seq;
  }

  void setSampling(int intervalMillis, boolean running) {
    this.intervalMillis = intervalMillis;
    this.running = running;
  }

  void agent(String agent) {
    this.agent = agent;
  }

  void progress(String run, long seq) {
    this.run = run;
    this.seq = seq;
  }
}
