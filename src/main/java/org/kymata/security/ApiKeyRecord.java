package org.kymata.security;

import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.Table;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.kymata.nodes.NodeId;

/** An API key in the relational store: its hash, never its secret. */
@Entity
@Table(name = "api_key")
public class ApiKeyRecord implements LastUseTracker.UsageRecord {

  @Id private String id;

  @Column(name = "account_id")
  private long accountId;

  private String name;

  @Column(name = "key_hash")
  private String keyHash;

  private long created;

  @Column(name = "last_used")
  private Long lastUsed;

  private boolean writes;

  @Column(name = "all_nodes")
  private boolean allNodes;

  private Long expires;

  @Column(name = "expiry_noted")
  private boolean expiryNoted;

  @ElementCollection(fetch = FetchType.EAGER)
  @CollectionTable(name = "api_key_node", joinColumns = @JoinColumn(name = "key_id"))
  @Column(name = "node_id")
  private Set<String> nodes = new HashSet<>();

  /** For JPA. */
  protected ApiKeyRecord() {}

  ApiKeyRecord(
      String id, long accountId, String name, String keyHash, ApiKeyScope scope, long created) {
    this.id = id;
    this.accountId = accountId;
    this.name = name;
    this.keyHash = keyHash;
    this.created = created;
    this.writes = scope.canWriteReadings();
    this.allNodes = scope.nodes().isEmpty();
    this.expires = scope.expiresMillis().isPresent() ? scope.expiresMillis().getAsLong() : null;
    scope.nodes().ifPresent(chosen -> chosen.forEach(node -> nodes.add(node.value())));
  }

  ApiKeyScope scope() {
    Set<NodeId> chosen = nodes.stream().map(NodeId::new).collect(Collectors.toSet());
    return new ApiKeyScope(
        writes,
        allNodes ? Optional.empty() : Optional.of(chosen),
        expires == null ? OptionalLong.empty() : OptionalLong.of(expires));
  }

  /** Whether the security log has its expiry already. */
  boolean expiryNoted() {
    return expiryNoted;
  }

  void expiryNoted(boolean expiryNoted) {
    this.expiryNoted = expiryNoted;
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
