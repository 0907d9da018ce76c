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
 * What was decided on senders and addresses: held in memory and written through to the relational
 * store. Thread-safe; bounded.
 */
@ApplicationScoped
public class AdoptedSenders {

  /** The most refusals that are remembered; the oldest gives way. */
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

  /** What was decided on a sender; null when nothing was. */
  AdoptedSender find(Sender sender) {
    return bySender.get(sender);
  }

  Optional<AdoptedSender> byId(String id) {
    return all().filter(each -> each.id().equals(id)).findFirst();
  }

  /** Everybody who was decided on. */
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

  /** Those of an address. */
  Set<AdoptedSender> find(String address) {
    return byAddress.getOrDefault(address, Set.of());
  }

  /** At the GET door a node says its metrics one by one: adopted for one, it is for all. */
  Optional<Binding> bindingOfSameDevice(Sender sender) {
    return sender.transport() == Transport.GET
        ? soleBindingAt(sender.address(), Transport.GET)
        : Optional.empty();
  }

  /**
   * The node that everybody of this address and door is who is one; empty when they are not one.
   */
  private Optional<Binding> soleBindingAt(String address, Transport door) {
    List<Binding> found =
        find(address).stream()
            .filter(
                each -> each.sender().transport() == door && !each.isRejected() && !each.isPage())
            .map(AdoptedSender::binding)
            .distinct()
            .toList();
    return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
  }

  /**
   * Decides on a sender.
   *
   * @param as null refuses it
   */
  void save(Sender sender, Binding as) {
    AdoptedSender before = bySender.get(sender);
    List<AdoptedSender> gone = new ArrayList<>();
    if (before != null) {
      gone.add(before);
    } else if (as == null) {
      oldestRejectedBeyondLimit().ifPresent(gone::add);
    } else if (bySender.size() >= MAX_ADOPTED) {
      throw DomainException.conflict(
          "there are " + MAX_ADOPTED + " adopted senders already, and no more can be kept");
    }
    AdoptedSender now =
        new AdoptedSender(Secrets.randomId(ID_LENGTH), sender, as, System.currentTimeMillis());
    database.run(
        entities -> {
          gone.forEach(each -> entities.remove(entities.find(SenderRecord.class, each.id())));
          // Removed before the new one is written: both may be of the same sender.
          entities.flush();
          entities.persist(new SenderRecord(now));
        });
    gone.forEach(this::remove);
    put(now);
  }

  private Optional<AdoptedSender> oldestRejectedBeyondLimit() {
    List<AdoptedSender> refused = all().filter(AdoptedSender::isRejected).toList();
    return refused.size() < MAX_REJECTED
        ? Optional.empty()
        : refused.stream().min(Comparator.comparingLong(AdoptedSender::created));
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
    List<AdoptedSender> gone = ofNode(node);
    gone.forEach(this::remove);
    return gone.stream().map(AdoptedSender::sender).toList();
  }

  boolean isBlocked(String address) {
    return blocked.contains(address);
  }

  /** The addresses whose messages are dropped. */
  public Set<String> blocked() {
    return new TreeSet<>(blocked);
  }

  void block(String address) {
    if (blocked.size() >= MAX_BLOCKED) {
      throw DomainException.conflict(
          "there are " + MAX_BLOCKED + " blocked addresses already; a firewall does this better");
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
