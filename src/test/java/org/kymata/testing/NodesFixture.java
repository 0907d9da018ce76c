package org.kymata.testing;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.kymata.config.Settings;
import org.kymata.health.HealthIssues;
import org.kymata.nodes.NodeChanged;
import org.kymata.nodes.NodeDeleted;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.Nodes;
import org.kymata.nodes.SequenceGaps;
import org.kymata.nodes.StatusTracker;
import org.kymata.nodes.TokenRevoked;
import org.kymata.persistence.Database;

/**
 * The relational side of a hub without a server: a real database, and the two nodes of the example
 * messages.
 */
public final class NodesFixture implements AutoCloseable {

  /** The id of greenhouse-1. */
  public static final NodeId GREENHOUSE = new NodeId("k3f9x2ma");

  /** The id of door-1. */
  public static final NodeId DOOR = new NodeId("m4ngr7qp");

  /** The time of the example messages. */
  public static final long NOW = 1_795_219_327_123L;

  /** The active issues. */
  public final HealthIssues issues = issues();

  /** Settings with everything in one directory. */
  public final Settings settings;

  /** The relational store. */
  public final Database database;

  /** The registry. */
  public final Nodes nodes = new Nodes();

  /** The status of the nodes. */
  public final StatusTracker statusTracker = new StatusTracker();

  /** The missing and late readings of the nodes. */
  public final SequenceGaps gaps = new SequenceGaps();

  /** Changed nodes that were published. */
  public final CapturedEvents<NodeChanged> changed = new CapturedEvents<>();

  /** Deleted nodes that were published. */
  public final CapturedEvents<NodeDeleted> deleted = new CapturedEvents<>();

  /** Revoked tokens that were published. */
  public final CapturedEvents<TokenRevoked> revoked = new CapturedEvents<>();

  /** A hub with everything in {@code directory}. */
  public NodesFixture(Path directory) {
    settings = settings(directory, Map.of());
    database = new Database(settings, issues);
    database.open();
    Wiring.wire(statusTracker, "nodes", nodes, "changed", changed);
    Wiring.wire(
        nodes,
        "database",
        database,
        "statusTracker",
        statusTracker,
        "changed",
        changed,
        "deleted",
        deleted,
        "revoked",
        revoked);
    addNode(GREENHOUSE, "greenhouse-1");
    addNode(DOOR, "door-1");
    Wiring.start(nodes);
  }

  /** No active issues. */
  public static HealthIssues issues() {
    return Wiring.wire(new HealthIssues(), "changed", new CapturedEvents<HealthIssues.Changed>());
  }

  private void addNode(NodeId id, String name) {
    database.run(
        entities ->
            entities
                .createNativeQuery(
                    "merge into node (id, name, kind, self, token_hash, created)"
                        + " key (id) values (?1, ?2, 'NODE', false, null, 1795210000000)")
                .setParameter(1, id.value())
                .setParameter(2, name)
                .executeUpdate());
  }

  /** Settings as the hub reads them, with everything in {@code directory}. */
  public static Settings settings(Path directory, Map<String, String> more) {
    return Settings.read(
        name ->
            name.equals("kymata.data.dir")
                ? Optional.of(directory.toString())
                : Optional.ofNullable(more.get(name)));
  }

  @Override
  public void close() {
    database.close();
  }
}
