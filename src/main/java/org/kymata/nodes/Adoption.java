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
 * Lets senders without a token in: they knock, a person adopts, refuses or blocks them, and what
 * was decided holds over restarts. With KYMATA_ADOPTION=auto whoever knocks is adopted.
 * Thread-safe; whoever is known is answered from memory.
 */
@ApplicationScoped
public class Adoption {

  private static final Logger LOG = System.getLogger(Adoption.class.getName());

  // One at a time, and never while a lock of the registry is held, which it takes itself.
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
      LOG.log(Level.WARNING, "KYMATA_ADOPTION is auto: whoever knocks becomes a node by itself");
    }
  }

  /** Whether whoever knocks is adopted without being asked for. */
  public boolean isAutomatic() {
    return settings.autoAdoption();
  }

  /** As the other, for a sender that is no web page. */
  public Optional<Binding> identify(Sender sender, String raw, String decoded) {
    return identify(sender, "", raw, decoded);
  }

  /**
   * What the sender was adopted as, {@link NodeKeyRejectedException} when that has a key; else its
   * knock is noted and it is empty. Never blocks on the database for a known sender.
   *
   * @param origin of the foreign web page that it is, which only a person adopts; "" for any other
   */
  public Optional<Binding> identify(Sender sender, String origin, String raw, String decoded) {
    return identifyByAddress(sender, origin, raw, decoded).map(as -> keys.requireNoKey(as, sender));
  }

  /**
   * The node that a sender is by the key that it shows; {@link NodeKeyRejectedException} when by
   * none.
   */
  public Binding identifyByKey(Sender sender, String key) {
    return keys.authenticate(sender, key);
  }

  /** Whether a sender is still what it was taken for: its node may have another key by now. */
  public boolean isValid(Binding as) {
    return keys.isValid(as);
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
    Optional<Binding> as = origin.isEmpty() ? adoptAutomatically(sender, now) : Optional.empty();
    if (as.isPresent()) {
      return as;
    }
    PendingNodes.Update news = pendingNodes.addOrUpdate(sender, origin, raw, decoded, now);
    Optional.ofNullable(news.removedId())
        .ifPresent(id -> pendingNodeRemoved.fire(new PendingNodeRemoved(id)));
    if (news.updated() != null) {
      pendingNodeUpdated.fire(new PendingNodeUpdated(news.updated()));
    }
    return Optional.empty();
  }

  /** What the sender was adopted as; asking is no knock. */
  public Optional<Binding> find(Sender sender) {
    AdoptedSender decided =
        adoptedSenders.isBlocked(sender.address()) ? null : adoptedSenders.find(sender);
    return Optional.ofNullable(decided).map(AdoptedSender::binding).filter(keys::isValid);
  }

  /** Takes a knock back: the sender turned out to be another. */
  public void removePending(Sender sender) {
    notifyRemoved(pendingNodes.removeIf(sender::equals));
  }

  /** Adopts without being asked for where that is the rule. */
  private Optional<Binding> adoptAutomatically(Sender sender, long nowMillis) {
    boolean sibling = adoptedSenders.bindingOfSameDevice(sender).isPresent();
    if (!(sibling || settings.autoAdoption())
        || adoptedSenders.find(sender.address()).size() >= AutoAdoptionLimiter.MAX_PER_ADDRESS
        || !autoAdoptionLimiter.tryAcquire(nowMillis)) {
      return Optional.empty();
    }
    Binding as;
    synchronized (decisionLock) {
      AdoptedSender meanwhile = adoptedSenders.find(sender);
      if (meanwhile != null) {
        return Optional.ofNullable(meanwhile.binding());
      }
      try {
        as = adoptedSenders.bindingOfSameDevice(sender).orElse(null);
        if (as == null && sender.isPage()) {
          as = new Binding(null);
        }
        if (as == null) {
          as = adoptAsNewNode(sender, NodeNameGenerator.generate(sender, nodes));
        } else {
          adoptedSenders.save(sender, as);
        }
      } catch (RuntimeException e) {
        LOG.log(Level.WARNING, "a sender could not be adopted; it waits in the list", e);
        return Optional.empty();
      }
    }
    notifyAdopted(sender, as);
    return Optional.of(as);
  }

  private Binding adoptAsNewNode(Sender sender, String name) {
    Node node = nodes.createWithoutToken(name);
    try {
      Binding as = new Binding(node.id());
      adoptedSenders.save(sender, as);
      return as;
    } catch (RuntimeException e) {
      nodes.delete(node.id());
      throw e;
    }
  }

  /**
   * Adopts a knock as a new node, or a page as a page, whatever the name.
   *
   * @param id of a knock, or of a sender that was refused
   * @return as what
   * @throws DomainException when there is no such knock, or the name breaks the rule or is taken
   */
  public Binding adopt(String id, String name) {
    Sender sender;
    Binding as;
    synchronized (decisionLock) {
      sender = requireSender(id);
      as = sender.isPage() ? new Binding(null) : adoptAsNewNode(sender, name);
      if (as.isPage()) {
        adoptedSenders.save(sender, as);
      }
    }
    notifyAdopted(sender, as);
    return as;
  }

  /**
   * Adopts a knock as a node that is there already, for one that moved.
   *
   * @throws DomainException when there is no such knock or node, or it is a page's knock, or the
   *     node is this machine or has a key
   */
  public Binding adoptAsExisting(String id, NodeId node) {
    Sender sender;
    Binding as = new Binding(node);
    synchronized (decisionLock) {
      sender = requireSender(id);
      if (sender.isPage()) {
        throw DomainException.badInput("this is a page and cannot become a node");
      }
      keys.requireAddressBinding(node);
      adoptedSenders.save(sender, as);
    }
    if (nodes.byId(node).isEmpty()) {
      // Deleted in the same moment: its senders are forgotten once more.
      revoke(new NodeDeleted(node));
    }
    notifyAdopted(sender, as);
    return as;
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
                    "there is no such knock; it was decided on, or newer ones took its place"));
  }

  /**
   * Lets a sender alone from now on, without a word to it.
   *
   * @return who it was
   * @throws DomainException when there is no such knock
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
   * Drops whatever comes from the address of a knock.
   *
   * @return who knocked
   * @throws DomainException when there is no such knock, or too many addresses are blocked
   */
  public Sender block(String id) {
    Sender sender = requireSender(id);
    String address = sender.address();
    adoptedSenders.block(address);
    List<PendingNode> gone = pendingNodes.removeIf(each -> each.address().equals(address));
    notifyRemoved(gone);
    Stream.concat(
            gone.stream().map(PendingNode::sender),
            adoptedSenders.find(address).stream().map(AdoptedSender::sender))
        .collect(Collectors.toSet())
        .forEach(each -> senderRevoked.fire(new SenderRevoked(each)));
    return sender;
  }

  /**
   * Lets messages from this address be seen again.
   *
   * @throws DomainException when it is not blocked
   */
  public void unblock(String address) {
    adoptedSenders.unblock(Sender.canonical(address));
  }

  /**
   * Takes back what was decided on a sender; it may knock again.
   *
   * @param id of the decision
   * @return what it was
   * @throws DomainException when there is none
   */
  public AdoptedSender revoke(String id) {
    AdoptedSender gone =
        adoptedSenders
            .byId(id)
            .orElseThrow(() -> DomainException.notFound("there is no such sender"));
    adoptedSenders.forget(gone);
    senderRevoked.fire(new SenderRevoked(gone.sender()));
    return gone;
  }

  // The store forgets them by itself, with their node.
  void revoke(@Observes NodeDeleted deleted) {
    adoptedSenders
        .forgetAllOf(deleted.id())
        .forEach(each -> senderRevoked.fire(new SenderRevoked(each)));
  }

  private void notifyAdopted(Sender sender, Binding as) {
    notifyRemoved(pendingNodes.removeIf(sender::equals));
    senderAdopted.fire(new SenderAdopted(sender, as));
  }

  private void notifyRemoved(List<PendingNode> gone) {
    gone.forEach(knock -> pendingNodeRemoved.fire(new PendingNodeRemoved(knock.id())));
  }

  /** Tells of the knocks that were not told of when they came. */
  void publishDueUpdates(long nowMillis) {
    pendingNodes
        .drainDueUpdates(nowMillis)
        .forEach(knock -> pendingNodeUpdated.fire(new PendingNodeUpdated(knock)));
  }

  /** Whether messages from this address are dropped unseen. */
  public boolean isBlocked(String address) {
    return adoptedSenders.isBlocked(Sender.canonical(address));
  }

  /** The waiting list, newest first. */
  public List<PendingNode> pendingNodes() {
    return pendingNodes.list();
  }
}
