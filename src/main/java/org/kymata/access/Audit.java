package org.kymata.access;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.kymata.nodes.Node;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.Nodes;
import org.kymata.platform.Database;
import org.kymata.platform.Texts;

/** Who did what to which node; the newest 10,000 are kept. Thread-safe. */
@ApplicationScoped
public class Audit {

  /** How many entries are kept. */
  public static final int MAX_ENTRIES = 10_000;

  private static final int PRUNE_EVERY = 100;
  private static final int MAX_BY = 128;
  private static final int MAX_DETAIL = 256;

  /**
   * Somebody did something.
   *
   * @param timeMillis when, epoch milliseconds
   * @param by who
   * @param what in one word, such as {@code command}
   * @param nodeId to which node; null when to none
   * @param nodeName how that was called then; null when it was gone
   * @param detail more about it; null when there is none
   */
  public record Entry(
      long timeMillis, String by, String what, String nodeId, String nodeName, String detail) {}

  private final AtomicLong lastId = new AtomicLong();

  @Inject private Database database;
  @Inject private Nodes nodes;

  @PostConstruct
  void load() {
    Long newest =
        database.read(
            entities ->
                entities
                    .createQuery("select max(a.id) from AuditRecord a", Long.class)
                    .getSingleResult());
    lastId.set(newest == null ? 0 : newest);
  }

  /** Notes it; {@code node} and {@code detail} may be null. On return it is on disk. */
  public void note(String by, String what, NodeId node, String detail) {
    database.run(entities -> note(entities, by, what, node, detail));
  }

  /** Notes what was done to a node that may be gone by now. On return it is on disk. */
  public void noteOf(String by, String what, Node node, String detail) {
    database.run(entities -> write(entities, by, what, node.id(), node.name(), detail));
  }

  /** Notes it as a part of a transaction that is open already. */
  public void note(EntityManager entities, String by, String what, NodeId node, String detail) {
    String name = node == null ? null : nodes.byId(node).map(Node::name).orElse(null);
    write(entities, by, what, node, name, detail);
  }

  private void write(
      EntityManager entities, String by, String what, NodeId node, String name, String detail) {
    long id = lastId.incrementAndGet();
    Entry entry =
        new Entry(
            System.currentTimeMillis(),
            Texts.cut(by, MAX_BY),
            what,
            node == null ? null : node.value(),
            name,
            detail == null ? null : Texts.cut(detail, MAX_DETAIL));
    entities.persist(new AuditRecord(id, entry));
    if (id % PRUNE_EVERY == 0) {
      entities
          .createQuery("delete from AuditRecord a where a.id <= :last")
          .setParameter("last", id - MAX_ENTRIES)
          .executeUpdate();
    }
  }

  /** The newest entries, newest first. */
  public List<Entry> newest(int limit) {
    return database.read(
        entities ->
            entities
                .createQuery("select a from AuditRecord a order by a.id desc", AuditRecord.class)
                .setMaxResults(Math.min(limit, MAX_ENTRIES))
                .getResultStream()
                .map(AuditRecord::entry)
                .toList());
  }
}
