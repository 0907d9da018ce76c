package org.kymata.nodes;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.json.stream.JsonGenerator;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.kymata.crypto.Secrets;
import org.kymata.errors.DomainException;
import org.kymata.metrics.MetricSink;
import org.kymata.metrics.MetricSource;
import org.kymata.persistence.Database;

/**
 * The keys of nodes that connect without a token (ADR 28). A key identifies its node, whatever the
 * sender's address and name; a node that has a key accepts no messages without it. Keys are stored
 * and looked up as hashes, so that response times reveal nothing about a key. Thread-safe; bounded
 * by the number of nodes.
 */
@ApplicationScoped
public class NodeKeys implements MetricSource {

  /** The prefix of every key, by which a leaked one can be found and redacted. */
  public static final String PREFIX = "kymn_";

  // With 22 characters of the alphabet it has 127 bits, and fits into a line of 128 bytes.
  private static final int SECRET_LENGTH = 22;

  /** Longer texts are not hashed: they cannot be keys. */
  private static final int MAX_KEY_LENGTH = 128;

  private final Map<NodeId, String> hashOf = new ConcurrentHashMap<>();
  private final Map<String, NodeId> byHash = new ConcurrentHashMap<>();
  private final NodeKeyRejections rejections = new NodeKeyRejections();
  private final NodeKeyRateLimiter throttle = new NodeKeyRateLimiter();

  @Inject private Database database;
  @Inject private Nodes nodes;
  @Inject private AdoptedSenders adoptedSenders;
  @Inject private Event<NodeKeyChanged> changed;

  @PostConstruct
  void load() {
    database
        .read(
            entities ->
                entities
                    .createQuery("select k from NodeKeyRecord k", NodeKeyRecord.class)
                    .getResultList())
        .forEach(row -> remember(row.node(), row.keyHash()));
  }

  private void remember(NodeId node, String hash) {
    byHash.put(hash, node);
    String before = hashOf.put(node, hash);
    if (before != null) {
      byHash.remove(before, node);
    }
  }

  /** The nodes that have a key. */
  public Set<NodeId> nodes() {
    return Set.copyOf(hashOf.keySet());
  }

  /** Whether this node has a key. */
  public boolean hasKey(NodeId node) {
    return hashOf.containsKey(node);
  }

  /**
   * Creates a key for a node. The previous key becomes invalid at once; the node's address alone no
   * longer identifies it.
   *
   * @return the key, to be shown once
   * @throws DomainException when it is this machine
   */
  public synchronized String renew(NodeId id) {
    if (nodes.require(id.value()).self()) {
      throw DomainException.conflict("this machine needs no key: Kymata samples it itself");
    }
    String key = PREFIX + Secrets.random(SECRET_LENGTH);
    String hash = Secrets.sha256(key);
    long now = System.currentTimeMillis();
    database.run(entities -> entities.merge(new NodeKeyRecord(id, hash, now)));
    remember(id, hash);
    rejections.forget(id);
    changed.fire(new NodeKeyChanged(id));
    return key;
  }

  /**
   * Removes the key of a node: its address identifies it again.
   *
   * @throws DomainException NOT_FOUND when it has none
   */
  public synchronized void remove(NodeId id) {
    if (!hasKey(id)) {
      throw DomainException.notFound("this node has no key");
    }
    database.run(
        entities ->
            entities
                .createQuery("delete from NodeKeyRecord k where k.nodeId = :id")
                .setParameter("id", id.value())
                .executeUpdate());
    removeKey(id);
  }

  private void removeKey(NodeId id) {
    String hash = hashOf.remove(id);
    rejections.forget(id);
    if (hash != null) {
      byHash.remove(hash, id);
      changed.fire(new NodeKeyChanged(id));
    }
  }

  // The database deletes the key by itself, together with its node.
  synchronized void onNodeDeleted(@Observes NodeDeleted deleted) {
    removeKey(deleted.id());
  }

  /**
   * Identifies a sender by its key.
   *
   * @throws NodeKeyRejectedException when the key belongs to no node
   */
  Binding authenticate(Sender sender, String key) {
    String hash = key.length() > MAX_KEY_LENGTH ? "" : Secrets.sha256(key);
    NodeId node = byHash.get(hash);
    if (node != null) {
      return new Binding(node, hash);
    }
    boolean tooMany = throttle.recordAndCheck(sender.address(), System.currentTimeMillis());
    NodeKeyRejectedException.Reason reason =
        tooMany ? NodeKeyRejectedException.Reason.THROTTLED : NodeKeyRejectedException.Reason.WRONG;
    AdoptedSender bound = adoptedSenders.find(sender);
    NodeId claimed = bound == null || bound.binding() == null ? null : bound.binding().node();
    throw rejections.countRejection(
        reason, claimed != null && hasKey(claimed) ? claimed : null, sender);
  }

  /**
   * Accepts a sender by its address, only when its node has no key.
   *
   * @throws NodeKeyRejectedException when it has one
   */
  Binding requireNoKey(Binding binding, Sender sender) {
    if (!isValid(binding)) {
      throw rejections.countRejection(
          NodeKeyRejectedException.Reason.MISSING, binding.node(), sender);
    }
    return binding;
  }

  /**
   * Checks that senders may be adopted by their address as this node.
   *
   * @throws DomainException when it has a key, or is this machine, or there is none
   */
  void requireAddressBinding(NodeId node) {
    if (nodes.require(node.value()).self()) {
      throw DomainException.conflict("this machine's own node accepts no other sender");
    }
    if (hasKey(node)) {
      throw DomainException.conflict("this node has a key: configure the sender with it instead");
    }
  }

  /** Whether a binding still holds, by the node's current key. */
  boolean isValid(Binding binding) {
    return binding.isPage() || Objects.equals(hashOf.get(binding.node()), binding.keyHash());
  }

  /** Writes {@code hasKey} and {@code keyRejected} into the open object. */
  public void writeMembers(JsonGenerator json, NodeId node) {
    if (hasKey(node)) {
      json.write("hasKey", true);
    }
    rejections.writeMember(json, node);
  }

  /** Writes {@code keyRejected} of keys that belong to no node into the open object. */
  public void writeUnknown(JsonGenerator json) {
    rejections.writeUnknown(json);
  }

  @Override
  public void writeMetrics(MetricSink sink) {
    rejections.writeMetrics(sink);
  }
}
