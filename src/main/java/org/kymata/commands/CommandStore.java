package org.kymata.commands;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.kymata.nodes.NodeId;
import org.kymata.persistence.Database;

/** The commands in the relational store. */
@ApplicationScoped
public class CommandStore {

  /** How many ended commands of a node are kept. */
  static final int MAX_ENDED = 1_000;

  @Inject private Database database;

  /** Runs {@code work} in one transaction; on return it is on disk. */
  void write(Consumer<EntityManager> work) {
    database.run(work);
  }

  static void add(EntityManager entities, Command command, long place) {
    entities.persist(new CommandRecord(command, place));
  }

  /** Keeps how far a command has come, unless it is gone with its node. */
  static void update(EntityManager entities, Command command) {
    CommandRecord row = entities.find(CommandRecord.class, command.id());
    if (row != null) {
      row.update(command);
    }
  }

  /** Drops the oldest ended commands of a node beyond those that are kept. */
  static void prune(EntityManager entities, NodeId node) {
    List<Long> beyond =
        entities
            .createQuery(
                "select c.place from CommandRecord c where c.nodeId = :node and c.ended is not null"
                    + " order by c.place desc",
                Long.class)
            .setParameter("node", node.value())
            .setFirstResult(MAX_ENDED)
            .setMaxResults(1)
            .getResultList();
    if (!beyond.isEmpty()) {
      entities
          .createQuery(
              "delete from CommandRecord c where c.nodeId = :node and c.ended is not null"
                  + " and c.place <= :place")
          .setParameter("node", node.value())
          .setParameter("place", beyond.get(0))
          .executeUpdate();
    }
  }

  /** The command of this id. */
  Optional<Command> find(String id) {
    return database.read(
        entities ->
            Optional.ofNullable(entities.find(CommandRecord.class, id))
                .map(CommandRecord::command));
  }

  /** The newest commands of a node, newest first. */
  List<Command> list(NodeId node, int limit) {
    return database.read(
        entities ->
            entities
                .createQuery(
                    "select c from CommandRecord c where c.nodeId = :node order by c.place desc",
                    CommandRecord.class)
                .setParameter("node", node.value())
                .setMaxResults(limit)
                .getResultStream()
                .map(CommandRecord::command)
                .toList());
  }

  /** All that have not ended, oldest first. */
  List<Command> open() {
    return database.read(
        entities ->
            entities
                .createQuery(
                    "select c from CommandRecord c where c.ended is null order by c.place",
                    CommandRecord.class)
                .getResultStream()
                .map(CommandRecord::command)
                .toList());
  }

  /** The place of the newest command; 0 when there is none. */
  long lastPlace() {
    Long last =
        database.read(
            entities ->
                entities
                    .createQuery("select max(c.place) from CommandRecord c", Long.class)
                    .getSingleResult());
    return last == null ? 0 : last;
  }
}
