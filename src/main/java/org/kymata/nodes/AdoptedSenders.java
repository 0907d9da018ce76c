package org.kymata.nodes;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kymata.crypto.Secrets;
import org.kymata.errors.DomainException;
import org.kymata.persistence.Database;

/**
 * The decisions on senders and the blocked addresses. They are held in memory and written through
 * to the relational store. Thread-safe; bounded.
 */
@ApplicationScoped
public class AdoptedSenders {

  /** The most rejections remembered; the oldest is forgotten first. */
  static final int MAX_REJECTED = 1_000;

  private static final int MAX_ADOPTED = 20_000;
  private static final int MAX_BLOCKED = 1_000;
  private static final int ID_LENGTH = 8;

  private final Map<Sender, AdoptedSender> bySender = new ConcurrentHashMap<>();
  private final Map<String, Set<AdoptedSender>> byAddress = new ConcurrentHashMap<>();
  private final Set<String> blocked = ConcurrentHashMap.newKeySet();

  @Inject private Database database;

  @PostConstruct
  void load() {
    database
        .read(
            entities ->
                entities
                    .createQuery("select s from SenderRecord s", SenderRecord.class)
                    .getResultList())
        .forEach(row -> put(row.toAdoptedSender()));
    database
        .read(
            entities ->
                entities
                    .createQuery("select b from BlockedAddress b", BlockedAddress.class)
                    .getResultList())
        .forEach(row -> blocked.add(row.address()));
  }

  private void put(AdoptedSender known) {
    bySender.put(known.sender(), known);
    byAddress
        .computeIfAbsent(known.sender().address(), any -> ConcurrentHashMap.newKeySet())
        .add(known);
  }

  private void remove(AdoptedSender known) {
    bySender.remove(known.sender(), known);
    byAddress.computeIfPresent(
        known.sender().address(),
        (any, all) -> {
          all.remove(known);
          return all.isEmpty() ? null : all;
        });
  }

  /** The decision on a sender; null when there is none. */
  AdoptedSender find(Sender sender) {
    return bySender.get(sender);
  }

  Optional<AdoptedSender> byId(String id) {
    return all().filter(each -> each.id().equals(id)).findFirst();
  }

  /** All senders with a decision. */
  public Stream<AdoptedSender> all() {
    return bySender.values().stream();
  }

  /** The senders of each node that has some. */
  public Map<NodeId, List<AdoptedSender>> byNode() {
    return all()
        .filter(each -> !each.isRejected() && !each.isPage())
        .collect(Collectors.groupingBy(each -> each.binding().node()));
  }

  /** The senders of a node. */
  public List<AdoptedSender> ofNode(NodeId node) {
    return all().filter(each -> each.isBoundTo(node)).toList();
  }

  /** The senders at an address. */
  Set<AdoptedSender> find(String address) {
    return byAddress.getOrDefault(address, Set.of());
  }

  /**
   * Over HTTP GET a device sends each metric as its own sender: adopted for one, it is adopted for
   * all.
   */
  Optional<Binding> bindingOfSameDevice(Sender sender) {
    return sender.transport() == Transport.GET
        ? soleBindingAt(sender.address(), Transport.GET)
        : Optional.empty();
  }

  /**
   * The node of all adopted senders at this address and transport; empty when they have several or
   * none.
   */
  private Optional<Binding> soleBindingAt(String address, Transport transport) {
    List<Binding> found =
        find(address).stream()
            .filter(
                each ->
                    each.sender().transport() == transport && !each.isRejected() && !each.isPage())
            .map(AdoptedSender::binding)
            .distinct()
            .toList();
    return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
  }

  /**
   * Saves the decision on a sender.
   *
   * @param binding null rejects it
   */
  void save(Sender sender, Binding binding) {
    AdoptedSender before = bySender.get(sender);
    List<AdoptedSender> removed = new ArrayList<>();
    if (before != null) {
      removed.add(before);
    } else if (binding == null) {
      oldestRejectedBeyondLimit().ifPresent(removed::add);
    } else if (bySender.size() >= MAX_ADOPTED) {
      throw DomainException.conflict(
          "there are " + MAX_ADOPTED + " adopted senders already, and no more can be kept");
    }
    AdoptedSender now =
        new AdoptedSender(Secrets.randomId(ID_LENGTH), sender, binding, System.currentTimeMillis());
    database.run(
        entities -> {
          removed.forEach(each -> entities.remove(entities.find(SenderRecord.class, each.id())));
          // Deleted before the insert: both may be of the same sender.
          entities.flush();
          entities.persist(new SenderRecord(now));
        });
    removed.forEach(this::remove);
    put(now);
  }

  private Optional<AdoptedSender> oldestRejectedBeyondLimit() {
    List<AdoptedSender> rejected = all().filter(AdoptedSender::isRejected).toList();
    return rejected.size() < MAX_REJECTED
        ? Optional.empty()
        : rejected.stream().min(Comparator.comparingLong(AdoptedSender::created));
  }

  void forget(AdoptedSender known) {
    database.run(
        entities ->
            entities
                .createQuery("delete from SenderRecord s where s.id = :id")
                .setParameter("id", known.id())
                .executeUpdate());
    remove(known);
  }

  List<Sender> forgetAllOf(NodeId node) {
    List<AdoptedSender> removed = ofNode(node);
    removed.forEach(this::remove);
    return removed.stream().map(AdoptedSender::sender).toList();
  }

  boolean isBlocked(String address) {
    return blocked.contains(address);
  }

  /** The blocked addresses. */
  public Set<String> blocked() {
    return new TreeSet<>(blocked);
  }

  void block(String address) {
    if (blocked.size() >= MAX_BLOCKED) {
      throw DomainException.conflict(
          "there are " + MAX_BLOCKED + " blocked addresses already; block more in a firewall");
    }
    long now = System.currentTimeMillis();
    database.run(entities -> entities.merge(new BlockedAddress(address, now)));
    blocked.add(address);
  }

  void unblock(String address) {
    if (!blocked.contains(address)) {
      throw DomainException.notFound("this address is not blocked");
    }
    database.run(
        entities ->
            entities
                .createQuery("delete from BlockedAddress b where b.address = :address")
                .setParameter("address", address)
                .executeUpdate());
    blocked.remove(address);
  }
}
