package org.kymata.security;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.kymata.nodes.Node;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.Nodes;
import org.kymata.persistence.Database;
import org.kymata.text.Redaction;
import org.kymata.text.Texts;

/**
 * Records who did what to which node; keeps 10,000 entries. Beyond that it deletes the oldest
 * entries of the user with the most, so that one user's program pushes out only its own. {@link
 * SecurityLog} records changes of accounts. Thread-safe.
 */
@ApplicationScoped
public class AuditLog {

  /** How many entries are kept. */
  public static final int MAX_ENTRIES = 10_000;

  private static final int PRUNE_EVERY = 100;
  private static final int MAX_BY = 128;
  private static final int MAX_DETAIL = 256;
  private static final FairRetention RETENTION =
      new FairRetention("AuditRecord r where r.id > 0", "by", MAX_ENTRIES);

  /**
   * One action.
   *
   * @param id increases from entry to entry
   * @param timeMillis when, epoch milliseconds
   * @param by the account's or API key's name
   * @param what the action in one word, such as {@code command}
   * @param nodeId the node; null when the action had none
   * @param nodeName the node's name at that time; null when the node was deleted
   * @param detail more about the action; null when there is none
   */
  public record Entry(
      long id,
      long timeMillis,
      String by,
      String what,
      String nodeId,
      String nodeName,
      String detail) {}

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

  /** Records an action; {@code node} and {@code detail} may be null. On return it is on disk. */
  public void log(String by, String what, NodeId node, String detail) {
    database.run(entities -> log(entities, by, what, node, detail));
  }

  /** Records an action on a node that may be deleted by now. On return it is on disk. */
  public void logForNode(String by, String what, Node node, String detail) {
    database.run(entities -> write(entities, by, what, node.id(), node.name(), detail));
  }

  /** Records an action in an open transaction. */
  public void log(EntityManager entities, String by, String what, NodeId node, String detail) {
    String name = node == null ? null : nodes.byId(node).map(Node::name).orElse(null);
    write(entities, by, what, node, name, detail);
  }

  private void write(
      EntityManager entities, String by, String what, NodeId node, String name, String detail) {
    long id = lastId.incrementAndGet();
    Entry entry =
        new Entry(
            id,
            System.currentTimeMillis(),
            Texts.truncate(by, MAX_BY),
            what,
            node == null ? null : node.value(),
            name,
            detail == null ? null : Texts.truncate(Redaction.redact(detail), MAX_DETAIL));
    entities.persist(new AuditRecord(entry));
    if (id % PRUNE_EVERY == 0) {
      RETENTION.deleteExcess(entities);
    }
  }

  /** The newest entries, newest first. */
  public List<Entry> newest(int limit) {
    return list(Long.MAX_VALUE, limit);
  }

  /**
   * Entries, newest first.
   *
   * @param before only those whose id is below this
   */
  public List<Entry> list(long before, int limit) {
    return database.read(
        entities ->
            entities
                .createQuery(
                    "select a from AuditRecord a where a.id < :before order by a.id desc",
                    AuditRecord.class)
                .setParameter("before", before)
                .setMaxResults(limit)
                .getResultStream()
                .map(AuditRecord::entry)
                .toList());
  }
}
