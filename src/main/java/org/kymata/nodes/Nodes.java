package org.kymata.nodes;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.kymata.crypto.Secrets;
import org.kymata.errors.DomainException;
import org.kymata.persistence.Database;
import org.kymata.text.NameValidator;
import org.kymata.text.Texts;

/**
 * The registry of nodes. It is held in memory, since every reading looks a node up, and written
 * through to the relational store. Thread-safe.
 */
@ApplicationScoped
public class Nodes {

  /**
   * A node and its new token.
   *
   * @param node the node
   * @param token the secret, shown once
   */
  public record WithToken(Node node, String token) {}

  /** The name of Kymata's own machine until a person renames it. */
  public static final String SELF_NAME = "this-machine";

  private static final int MAX_NODES = 10_000;
  private static final int ID_LENGTH = 8;
  private static final int TOKEN_LENGTH = 32;
  private static final String TOKEN_PREFIX = "kym_";

  private final Map<NodeId, Node> byId = new ConcurrentHashMap<>();
  private final Map<String, NodeId> byName = new ConcurrentHashMap<>();
  private final Map<String, NodeId> byTokenHash = new ConcurrentHashMap<>();

  @Inject private Database database;
  @Inject private StatusTracker statusTracker;
  @Inject private Event<NodeChanged> changed;
  @Inject private Event<NodeDeleted> deleted;
  @Inject private Event<TokenRevoked> revoked;

  @PostConstruct
  void load() {
    database
        .read(
            entities ->
                entities
                    .createQuery("select n from NodeRecord n", NodeRecord.class)
                    .getResultList())
        .forEach(row -> remember(row.node(), row.tokenHash()));
    if (byId.values().stream().noneMatch(Node::self)) {
      Node self = newNode(SELF_NAME, Node.Kind.HOST, true, false);
      database.run(entities -> entities.persist(new NodeRecord(self, null)));
      remember(self, null);
    }
  }

  private void remember(Node node, String tokenHash) {
    byId.put(node.id(), node);
    byName.put(node.name(), node.id());
    if (tokenHash != null) {
      byTokenHash.put(tokenHash, node.id());
    }
  }

  private Node newNode(String name, Node.Kind kind, boolean self, boolean hasToken) {
    NodeId id;
    do {
      id = new NodeId(Secrets.randomId(ID_LENGTH));
    } while (byId.containsKey(id) || byName.containsKey(id.value()));
    return new Node(id, name, kind, self, hasToken, System.currentTimeMillis());
  }

  /** The machine on which Kymata runs. */
  public Node self() {
    return byId.values().stream().filter(Node::self).findFirst().orElseThrow();
  }

  /** All nodes by name. */
  public List<Node> list() {
    return byId.values().stream().sorted(Comparator.comparing(Node::name)).toList();
  }

  /** The node with this id. */
  public Optional<Node> byId(NodeId id) {
    return Optional.ofNullable(byId.get(id));
  }

  /** Whether this is the hash of this node's current token. */
  public boolean isToken(NodeId id, String tokenHash) {
    return id.equals(byTokenHash.get(tokenHash));
  }

  /** The node with this token. */
  public Optional<NodeId> byToken(String token) {
    return Optional.ofNullable(byTokenHash.get(Secrets.sha256(token)));
  }

  /** The node with this id or, when there is none, with this name. */
  public Optional<Node> find(String idOrName) {
    NodeId id = new NodeId(idOrName);
    return byId(byId.containsKey(id) ? id : byName.getOrDefault(idOrName, id));
  }

  /**
   * The node with this id or name.
   *
   * @throws DomainException NOT_FOUND when there is none
   */
  public Node require(String idOrName) {
    return find(idOrName)
        .orElseThrow(
            () ->
                DomainException.notFound(
                    "there is no node \"" + Texts.forDisplay(idOrName) + "\""));
  }

  /**
   * Creates a node and its token.
   *
   * @throws DomainException when the name breaks the rule or is taken, or there are too many nodes
   */
  public synchronized WithToken create(String name) {
    String token = newToken();
    return new WithToken(create(name, Node.Kind.NODE, Secrets.sha256(token)), token);
  }

  /**
   * Creates a node without a token, for adopted senders.
   *
   * @throws DomainException as {@link #create}
   */
  synchronized Node createWithoutToken(String name) {
    return create(name, Node.Kind.NODE, null);
  }

  /**
   * Creates a node without a token for a machine to which the hub connects.
   *
   * @throws DomainException as {@link #create}
   */
  public synchronized Node createHost(String name) {
    return create(name, Node.Kind.HOST, null);
  }

  private Node create(String name, Node.Kind kind, String tokenHash) {
    requireFreeName(name);
    if (byId.size() >= MAX_NODES) {
      throw DomainException.conflict(
          "there are " + MAX_NODES + " nodes already, and no more can be kept");
    }
    Node node = newNode(name, kind, false, tokenHash != null);
    database.run(entities -> entities.persist(new NodeRecord(node, tokenHash)));
    remember(node, tokenHash);
    notifyChanged(node);
    return node;
  }

  private static String newToken() {
    return TOKEN_PREFIX + Secrets.random(TOKEN_LENGTH);
  }

  /**
   * Renames a node.
   *
   * @throws DomainException when there is none, or the name breaks the rule or is taken
   */
  public synchronized Node rename(NodeId id, String name) {
    Node before = require(id.value());
    if (before.name().equals(name)) {
      return before;
    }
    requireFreeName(name);
    change(id, row -> row.name(name));
    Node after =
        new Node(id, name, before.kind(), before.self(), before.hasToken(), before.created());
    byId.put(id, after);
    byName.remove(before.name());
    byName.put(name, id);
    notifyChanged(after);
    return after;
  }

  /**
   * Turns a node into a watched host.
   *
   * @throws DomainException when there is no such node
   */
  public synchronized Node markAsHost(NodeId id) {
    Node before = require(id.value());
    if (before.kind() == Node.Kind.HOST) {
      return before;
    }
    change(id, row -> row.kind(Node.Kind.HOST));
    Node after =
        new Node(id, before.name(), Node.Kind.HOST, false, before.hasToken(), before.created());
    byId.put(id, after);
    notifyChanged(after);
    return after;
  }

  /**
   * Checks that a new node may have this name.
   *
   * @throws DomainException when the name breaks the rule or is taken
   */
  public void requireFreeName(String name) {
    NameValidator.require("the node's name", name);
    if (byName.containsKey(name) || byId.containsKey(new NodeId(name))) {
      throw DomainException.conflict("there is a node named \"" + name + "\" already");
    }
  }

  /**
   * Creates a new token; the old one becomes invalid at once.
   *
   * @throws DomainException when there is no such node, or it is this machine
   */
  public synchronized WithToken renewToken(NodeId id) {
    Node before = require(id.value());
    if (before.self()) {
      throw DomainException.conflict("this machine needs no token: Kymata samples it itself");
    }
    String token = newToken();
    String hash = Secrets.sha256(token);
    change(id, row -> row.tokenHash(hash));
    byTokenHash.values().removeIf(id::equals);
    byTokenHash.put(hash, id);
    Node after = new Node(id, before.name(), before.kind(), false, true, before.created());
    byId.put(id, after);
    revoked.fire(new TokenRevoked(id));
    return new WithToken(after, token);
  }

  /**
   * Deletes a node.
   *
   * @throws DomainException when there is none, or it is this machine
   */
  public synchronized void delete(NodeId id) {
    Node node = require(id.value());
    if (node.self()) {
      throw DomainException.conflict("this machine's own node cannot be deleted");
    }
    database.run(entities -> entities.remove(entities.find(NodeRecord.class, id.value())));
    byId.remove(id);
    byName.remove(node.name());
    byTokenHash.values().removeIf(id::equals);
    revoked.fire(new TokenRevoked(id));
    deleted.fire(new NodeDeleted(id));
  }

  private void change(NodeId id, Consumer<NodeRecord> change) {
    database.run(entities -> change.accept(entities.find(NodeRecord.class, id.value())));
  }

  private void notifyChanged(Node node) {
    changed.fire(new NodeChanged(node, statusTracker.of(node.id())));
  }
}
