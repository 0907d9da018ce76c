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
 * The keys of nodes that come in without a token (ADR 28). A key decides which node a sender is,
 * whatever its address and name; a node that has one is spoken for by nobody without it. Kept as
 * hashes, and looked up by hash, so that the time of an answer tells nothing of a key. Thread-safe;
 * bounded by the number of nodes.
 */
@ApplicationScoped
public class NodeKeys implements MetricSource {

  /** What every key begins with, so that a leaked one can be found and blanked. */
  public static final String PREFIX = "kymn_";

  // With 22 characters of the alphabet it has 127 bits, and fits into a line of 128 bytes.
  private static final int SECRET_LENGTH = 22;

  /** The most characters that are looked at. */
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
   * Makes a key for a node; the one that it had is worth nothing at once, and so is its address.
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
   * Removes the key of a node: from now on it is known by its address again.
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

  // The store forgets it by itself, with its node.
  synchronized void onNodeDeleted(@Observes NodeDeleted deleted) {
    removeKey(deleted.id());
  }

  /**
   * Which node a sender is that shows a key.
   *
   * @throws NodeKeyRejectedException when the key is no node's
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
   * Lets a sender be what its address says only where the node has no key.
   *
   * @throws NodeKeyRejectedException when it has one
   */
  Binding requireNoKey(Binding as, Sender sender) {
    if (!isValid(as)) {
      throw rejections.countRejection(NodeKeyRejectedException.Reason.MISSING, as.node(), sender);
    }
    return as;
  }

  /**
   * Lets senders be adopted by their address as this node.
   *
   * @throws DomainException when it has a key, or is this machine, or there is none
   */
  void requireAddressBinding(NodeId node) {
    if (nodes.require(node.value()).self()) {
      throw DomainException.conflict("this machine's own node takes readings from nobody else");
    }
    if (hasKey(node)) {
      throw DomainException.conflict("this node has a key: put that into the sender instead");
    }
  }

  /** Whether a sender is still what it was taken for, by the key that counts now. */
  boolean isValid(Binding as) {
    return as.isPage() || Objects.equals(hashOf.get(as.node()), as.keyHash());
  }

  /** Writes {@code hasKey} and {@code keyRejected} into the object that is open. */
  public void writeMembers(JsonGenerator json, NodeId node) {
    if (hasKey(node)) {
      json.write("hasKey", true);
    }
    rejections.writeMember(json, node);
  }

  /** Writes {@code keyRejected}, of keys that are no node's, into the object that is open. */
  public void writeUnknown(JsonGenerator json) {
    rejections.writeUnknown(json);
  }

  @Override
  public void writeMetrics(MetricSink sink) {
    rejections.writeMetrics(sink);
  }
}
