package org.kymata.nodes;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kymata.config.Settings;
import org.kymata.errors.DomainException;

/**
 * Identifies senders without a token. An unknown sender becomes a pending node; an operator adopts,
 * rejects or blocks it, and the decision survives restarts. With KYMATA_ADOPTION=auto the hub
 * adopts every sender by itself. Thread-safe; known senders are identified from memory.
 */
@ApplicationScoped
public class Adoption {

  private static final Logger LOG = System.getLogger(Adoption.class.getName());

  // Taken before the lock of {@code nodes}, never while holding it: adoption creates nodes itself.
  private final Object decisionLock = new Object();
  private final PendingNodes pendingNodes = new PendingNodes();
  private final AutoAdoptionLimiter autoAdoptionLimiter = new AutoAdoptionLimiter();

  @Inject private Nodes nodes;
  @Inject private AdoptedSenders adoptedSenders;
  @Inject private NodeKeys keys;
  @Inject private Settings settings;
  @Inject private Event<PendingNodeUpdated> pendingNodeUpdated;
  @Inject private Event<PendingNodeRemoved> pendingNodeRemoved;
  @Inject private Event<SenderAdopted> senderAdopted;
  @Inject private Event<SenderRevoked> senderRevoked;

  @PostConstruct
  void start() {
    if (settings.autoAdoption()) {
      LOG.log(
          Level.WARNING, "KYMATA_ADOPTION is auto: every sender becomes a node without a decision");
    }
  }

  /** Whether the hub adopts every sender without a decision. */
  public boolean isAutomatic() {
    return settings.autoAdoption();
  }

  /** The same for a sender that is not a web page. */
  public Optional<Binding> identify(Sender sender, String raw, String decoded) {
    return identify(sender, "", raw, decoded);
  }

  /**
   * The binding of an adopted sender. An unknown one is noted as pending, and the result is empty.
   * Never waits for the database when the sender is known.
   *
   * @param origin of a foreign web page, which only an operator can adopt; "" for any other sender
   * @throws NodeKeyRejectedException when the sender's node has a key
   */
  public Optional<Binding> identify(Sender sender, String origin, String raw, String decoded) {
    return identifyByAddress(sender, origin, raw, decoded)
        .map(binding -> keys.requireNoKey(binding, sender));
  }

  /**
   * Identifies a sender by the key that it sent.
   *
   * @throws NodeKeyRejectedException when the key belongs to no node
   */
  public Binding identifyByKey(Sender sender, String key) {
    return keys.authenticate(sender, key);
  }

  /** Whether a binding still holds: its node may have another key by now. */
  public boolean isValid(Binding binding) {
    return keys.isValid(binding);
  }

  private Optional<Binding> identifyByAddress(
      Sender sender, String origin, String raw, String decoded) {
    if (adoptedSenders.isBlocked(sender.address())) {
      return Optional.empty();
    }
    AdoptedSender decided = adoptedSenders.find(sender);
    if (decided != null) {
      return Optional.ofNullable(decided.binding());
    }
    long now = System.currentTimeMillis();
    Optional<Binding> binding =
        origin.isEmpty() ? adoptAutomatically(sender, now) : Optional.empty();
    if (binding.isPresent()) {
      return binding;
    }
    PendingNodes.Update update = pendingNodes.addOrUpdate(sender, origin, raw, decoded, now);
    Optional.ofNullable(update.removedId())
        .ifPresent(id -> pendingNodeRemoved.fire(new PendingNodeRemoved(id)));
    if (update.updated() != null) {
      pendingNodeUpdated.fire(new PendingNodeUpdated(update.updated()));
    }
    return Optional.empty();
  }

  /** The binding of a sender; does not count as a message of a pending node. */
  public Optional<Binding> find(Sender sender) {
    AdoptedSender decided =
        adoptedSenders.isBlocked(sender.address()) ? null : adoptedSenders.find(sender);
    return Optional.ofNullable(decided).map(AdoptedSender::binding).filter(keys::isValid);
  }

  /** Removes a sender from the pending nodes: it turned out to be another one. */
  public void removePending(Sender sender) {
    notifyRemoved(pendingNodes.removeIf(sender::equals));
  }

  /** Adopts without a decision where the settings or an earlier decision allow it. */
  private Optional<Binding> adoptAutomatically(Sender sender, long nowMillis) {
    boolean sibling = adoptedSenders.bindingOfSameDevice(sender).isPresent();
    if (!(sibling || settings.autoAdoption())
        || adoptedSenders.find(sender.address()).size() >= AutoAdoptionLimiter.MAX_PER_ADDRESS
        || !autoAdoptionLimiter.tryAcquire(nowMillis)) {
      return Optional.empty();
    }
    Binding binding;
    synchronized (decisionLock) {
      AdoptedSender meanwhile = adoptedSenders.find(sender);
      if (meanwhile != null) {
        return Optional.ofNullable(meanwhile.binding());
      }
      try {
        binding = adoptedSenders.bindingOfSameDevice(sender).orElse(null);
        if (binding == null && sender.isPage()) {
          binding = new Binding(null);
        }
        if (binding == null) {
          binding = adoptAsNewNode(sender, NodeNameGenerator.generate(sender, nodes));
        } else {
          adoptedSenders.save(sender, binding);
        }
      } catch (RuntimeException e) {
        LOG.log(Level.WARNING, "a sender could not be adopted; it stays pending", e);
        return Optional.empty();
      }
    }
    notifyAdopted(sender, binding);
    return Optional.of(binding);
  }

  private Binding adoptAsNewNode(Sender sender, String name) {
    Node node = nodes.createWithoutToken(name);
    try {
      Binding binding = new Binding(node.id());
      adoptedSenders.save(sender, binding);
      return binding;
    } catch (RuntimeException e) {
      nodes.delete(node.id());
      throw e;
    }
  }

  /**
   * Adopts a pending node as a new node, or a page as a page, whatever the name.
   *
   * @param id of a pending node, or of a rejected sender
   * @return what it was adopted as
   * @throws DomainException when there is no such pending node, or the name breaks the rule or is
   *     taken
   */
  public Binding adopt(String id, String name) {
    Sender sender;
    Binding binding;
    synchronized (decisionLock) {
      sender = requireSender(id);
      binding = sender.isPage() ? new Binding(null) : adoptAsNewNode(sender, name);
      if (binding.isPage()) {
        adoptedSenders.save(sender, binding);
      }
    }
    notifyAdopted(sender, binding);
    return binding;
  }

  /**
   * Adopts a pending node as an existing node, for a sender that moved.
   *
   * @throws DomainException when there is no such pending node or node, when it is a page, or when
   *     the node is this machine or has a key
   */
  public Binding adoptAsExisting(String id, NodeId node) {
    Sender sender;
    Binding binding = new Binding(node);
    synchronized (decisionLock) {
      sender = requireSender(id);
      if (sender.isPage()) {
        throw DomainException.badInput("this is a page and cannot become a node");
      }
      keys.requireAddressBinding(node);
      adoptedSenders.save(sender, binding);
    }
    if (nodes.byId(node).isEmpty()) {
      // The node was deleted meanwhile: revoke its senders once more.
      revoke(new NodeDeleted(node));
    }
    notifyAdopted(sender, binding);
    return binding;
  }

  private Sender requireSender(String id) {
    return pendingNodes
        .byId(id)
        .map(PendingNode::sender)
        .or(
            () ->
                adoptedSenders
                    .byId(id)
                    .filter(AdoptedSender::isRejected)
                    .map(AdoptedSender::sender))
        .orElseThrow(
            () ->
                DomainException.notFound(
                    "there is no such pending node; it was adopted or rejected, or newer ones"
                        + " replaced it"));
  }

  /**
   * Rejects a sender: the hub ignores it from now on and sends it no reply.
   *
   * @return the sender
   * @throws DomainException when there is no such pending node
   */
  public Sender reject(String id) {
    Sender sender;
    synchronized (decisionLock) {
      sender = requireSender(id);
      adoptedSenders.save(sender, null);
    }
    notifyRemoved(pendingNodes.removeIf(sender::equals));
    senderRevoked.fire(new SenderRevoked(sender));
    return sender;
  }

  /**
   * Drops all messages from the address of a pending node.
   *
   * @return the sender
   * @throws DomainException when there is no such pending node, or too many addresses are blocked
   */
  public Sender block(String id) {
    Sender sender = requireSender(id);
    String address = sender.address();
    adoptedSenders.block(address);
    List<PendingNode> removed = pendingNodes.removeIf(each -> each.address().equals(address));
    notifyRemoved(removed);
    Stream.concat(
            removed.stream().map(PendingNode::sender),
            adoptedSenders.find(address).stream().map(AdoptedSender::sender))
        .collect(Collectors.toSet())
        .forEach(each -> senderRevoked.fire(new SenderRevoked(each)));
    return sender;
  }

  /**
   * Accepts messages from this address again.
   *
   * @throws DomainException when it is not blocked
   */
  public void unblock(String address) {
    adoptedSenders.unblock(Sender.canonical(address));
  }

  /**
   * Undoes an adoption or rejection; the sender may become pending again.
   *
   * @param id of the decision
   * @return the decision that was undone
   * @throws DomainException when there is none
   */
  public AdoptedSender revoke(String id) {
    AdoptedSender revoked =
        adoptedSenders
            .byId(id)
            .orElseThrow(() -> DomainException.notFound("there is no such sender"));
    adoptedSenders.forget(revoked);
    senderRevoked.fire(new SenderRevoked(revoked.sender()));
    return revoked;
  }

  // The database deletes them by itself, together with their node.
  void revoke(@Observes NodeDeleted deleted) {
    adoptedSenders
        .forgetAllOf(deleted.id())
        .forEach(each -> senderRevoked.fire(new SenderRevoked(each)));
  }

  private void notifyAdopted(Sender sender, Binding binding) {
    notifyRemoved(pendingNodes.removeIf(sender::equals));
    senderAdopted.fire(new SenderAdopted(sender, binding));
  }

  private void notifyRemoved(List<PendingNode> removed) {
    removed.forEach(
        pendingNode -> pendingNodeRemoved.fire(new PendingNodeRemoved(pendingNode.id())));
  }

  /** Publishes the pending nodes whose change was not published at once. */
  void publishDueUpdates(long nowMillis) {
    pendingNodes
        .drainDueUpdates(nowMillis)
        .forEach(pendingNode -> pendingNodeUpdated.fire(new PendingNodeUpdated(pendingNode)));
  }

  /** Whether messages from this address are dropped. */
  public boolean isBlocked(String address) {
    return adoptedSenders.isBlocked(Sender.canonical(address));
  }

  /** The pending nodes, newest first. */
  public List<PendingNode> pendingNodes() {
    return pendingNodes.list();
  }
}
