package org.kymata.hosts;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.kymata.nodes.NodeId;
import org.kymata.persistence.Database;

/** The hosts in the relational store. A change is on disk when its method returns. */
@ApplicationScoped
public class HostStore {

  /**
   * The position up to which a host's samples are stored.
   *
   * @param run identifies one run of its agent
   * @param seq the newest sample of that run that need not be sent again; -1 for none
   */
  record SamplePosition(String run, long seq) {}

  @Inject private Database database;

  List<HostRecord> all() {
    return database.read(
        entities ->
            entities.createQuery("select h from HostRecord h", HostRecord.class).getResultList());
  }

  void add(HostRecord row) {
    database.run(entities -> entities.persist(row));
  }

  /** Changes a row; false when there is none. */
  boolean change(NodeId id, Consumer<HostRecord> change) {
    return database.write(
        entities -> {
          HostRecord row = entities.find(HostRecord.class, id.value());
          if (row != null) {
            change.accept(row);
          }
          return row != null;
        });
  }

  /** Saves the positions of several hosts in one transaction. */
  void savePositions(Map<NodeId, SamplePosition> progress) {
    database.run(
        entities ->
            progress.forEach(
                (id, made) -> {
                  HostRecord row = entities.find(HostRecord.class, id.value());
                  if (row != null) {
                    row.progress(made.run(), made.seq());
                  }
                }));
  }

  void remove(NodeId id) {
    database.run(
        entities ->
            entities
                .createQuery("delete from HostRecord h where h.nodeId = :id")
                .setParameter("id", id.value())
                .executeUpdate());
  }
}
