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
import org.kymata.platform.DomainException;
import org.kymata.platform.Settings;

/**
 * Lets senders without a token in: they knock, a person adopts, refuses or blocks them, and what
 * was decided holds over restarts. With KYMATA_ADOPTION=auto whoever knocks is adopted.
 * Thread-safe; whoever is known is answered from memory.
 */
@ApplicationScoped
public class Adoption {

  private static final Logger LOG = System.getLogger(Adoption.class.getName());

  // One at a time, and never while a lock of the registry is held, which it takes itself.
  private final Object deciding = new Object();
  private final Knocks knocks = new Knocks();
  private final AutoLimit autoLimit = new AutoLimit();

  @Inject private Nodes nodes;
  @Inject private KnownSenders known;
  @Inject private NodeKeys keys;
  @Inject private Settings settings;
  @Inject private Event<Knocked> knocked;
  @Inject private Event<KnockEnded> ended;
  @Inject private Event<SenderAdopted> adopted;
  @Inject private Event<SenderDropped> dropped;

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
  public Optional<Adopted> admit(Sender sender, String raw, String decoded) {
    return admit(sender, "", raw, decoded);
  }

  /**
   * What the sender was adopted as, {@link KeyRejected} when that has a key; else its knock is
   * noted and it is empty. Never blocks on the database for a known sender.
   *
   * @param origin of the foreign web page that it is, which only a person adopts; "" for any other
   */
  public Optional<Adopted> admit(Sender sender, String origin, String raw, String decoded) {
    return byAddress(sender, origin, raw, decoded).map(as -> keys.requireNone(as, sender));
  }

  /** The node that a sender is by the key that it shows; {@link KeyRejected} when by none. */
  public Adopted admitByKey(Sender sender, String key) {
    return keys.show(sender, key);
  }

  /** Whether a sender is still what it was taken for: its node may have another key by now. */
  public boolean holds(Adopted as) {
    return keys.holds(as);
  }

  private Optional<Adopted> byAddress(Sender sender, String origin, String raw, String decoded) {
    if (known.isBlocked(sender.address())) {
      return Optional.empty();
    }
    KnownSender decided = known.of(sender);
    if (decided != null) {
      return Optional.ofNullable(decided.as());
    }
    long now = System.currentTimeMillis();
    Optional<Adopted> as = origin.isEmpty() ? adoptByItself(sender, now) : Optional.empty();
    if (as.isPresent()) {
      return as;
    }
    Knocks.News news = knocks.note(sender, origin, raw, decoded, now);
    Optional.ofNullable(news.ended()).ifPresent(id -> ended.fire(new KnockEnded(id)));
    if (news.knock() != null) {
      knocked.fire(new Knocked(news.knock()));
    }
    return Optional.empty();
  }

  /** What the sender was adopted as; asking is no knock. */
  public Optional<Adopted> of(Sender sender) {
    KnownSender decided = known.isBlocked(sender.address()) ? null : known.of(sender);
    return Optional.ofNullable(decided).map(KnownSender::as).filter(keys::holds);
  }

  /** Takes a knock back: the sender turned out to be another. */
  public void withdraw(Sender sender) {
    end(knocks.removeIf(sender::equals));
  }

  /** Adopts without being asked for where that is the rule. */
  private Optional<Adopted> adoptByItself(Sender sender, long nowMillis) {
    boolean sibling = known.siblingOf(sender).isPresent();
    if (!(sibling || settings.autoAdoption())
        || known.of(sender.address()).size() >= AutoLimit.MAX_OF_AN_ADDRESS
        || !autoLimit.mayAdopt(nowMillis)) {
      return Optional.empty();
    }
    Adopted as;
    synchronized (deciding) {
      KnownSender meanwhile = known.of(sender);
      if (meanwhile != null) {
        return Optional.ofNullable(meanwhile.as());
      }
      try {
        as = known.siblingOf(sender).orElse(null);
        if (as == null && sender.isPage()) {
          as = new Adopted(null);
        }
        if (as == null) {
          as = adoptAsNew(sender, AutoNames.of(sender, nodes));
        } else {
          known.remember(sender, as);
        }
      } catch (RuntimeException e) {
        LOG.log(Level.WARNING, "a sender could not be adopted; it waits in the list", e);
        return Optional.empty();
      }
    }
    tellAdopted(sender, as);
    return Optional.of(as);
  }

  private Adopted adoptAsNew(Sender sender, String name) {
    Node node = nodes.createWithoutToken(name);
    try {
      Adopted as = new Adopted(node.id());
      known.remember(sender, as);
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
  public Adopted adopt(String id, String name) {
    Sender sender;
    Adopted as;
    synchronized (deciding) {
      sender = requireSender(id);
      as = sender.isPage() ? new Adopted(null) : adoptAsNew(sender, name);
      if (as.isPage()) {
        known.remember(sender, as);
      }
    }
    tellAdopted(sender, as);
    return as;
  }

  /**
   * Adopts a knock as a node that is there already, for one that moved.
   *
   * @throws DomainException when there is no such knock or node, or it is a page's knock, or the
   *     node is this machine or has a key
   */
  public Adopted bind(String id, NodeId node) {
    Sender sender;
    Adopted as = new Adopted(node);
    synchronized (deciding) {
      sender = requireSender(id);
      if (sender.isPage()) {
        throw DomainException.badInput("this is a page and cannot become a node");
      }
      keys.requireBoundByAddress(node);
      known.remember(sender, as);
    }
    if (nodes.byId(node).isEmpty()) {
      // Deleted in the same moment: its senders are forgotten once more.
      forget(new NodeDeleted(node));
    }
    tellAdopted(sender, as);
    return as;
  }

  private Sender requireSender(String id) {
    return knocks
        .byId(id)
        .map(Knock::sender)
        .or(() -> known.byId(id).filter(KnownSender::isRefused).map(KnownSender::sender))
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
  public Sender refuse(String id) {
    Sender sender;
    synchronized (deciding) {
      sender = requireSender(id);
      known.remember(sender, null);
    }
    end(knocks.removeIf(sender::equals));
    dropped.fire(new SenderDropped(sender));
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
    known.block(address);
    List<Knock> gone = knocks.removeIf(each -> each.address().equals(address));
    end(gone);
    Stream.concat(
            gone.stream().map(Knock::sender), known.of(address).stream().map(KnownSender::sender))
        .collect(Collectors.toSet())
        .forEach(each -> dropped.fire(new SenderDropped(each)));
    return sender;
  }

  /**
   * Lets messages from this address be seen again.
   *
   * @throws DomainException when it is not blocked
   */
  public void unblock(String address) {
    known.unblock(Sender.canonical(address));
  }

  /**
   * Takes back what was decided on a sender; it may knock again.
   *
   * @param id of the decision
   * @return what it was
   * @throws DomainException when there is none
   */
  public KnownSender forget(String id) {
    KnownSender gone =
        known.byId(id).orElseThrow(() -> DomainException.notFound("there is no such sender"));
    known.forget(gone);
    dropped.fire(new SenderDropped(gone.sender()));
    return gone;
  }

  // The store forgets them by itself, with their node.
  void forget(@Observes NodeDeleted deleted) {
    known.forgetAllOf(deleted.id()).forEach(each -> dropped.fire(new SenderDropped(each)));
  }

  private void tellAdopted(Sender sender, Adopted as) {
    end(knocks.removeIf(sender::equals));
    adopted.fire(new SenderAdopted(sender, as));
  }

  private void end(List<Knock> gone) {
    gone.forEach(knock -> ended.fire(new KnockEnded(knock.id())));
  }

  /** Tells of the knocks that were not told of when they came. */
  void tellDue(long nowMillis) {
    knocks.due(nowMillis).forEach(knock -> knocked.fire(new Knocked(knock)));
  }

  /** Whether messages from this address are dropped unseen. */
  public boolean isBlocked(String address) {
    return known.isBlocked(Sender.canonical(address));
  }

  /** The waiting list, newest first. */
  public List<Knock> knocks() {
    return knocks.list();
  }
}
