package org.kymata.readings;

import java.nio.file.Path;
import java.util.List;
import org.kymata.health.DiskSpaceMonitor;
import org.kymata.nodes.NodeId;
import org.kymata.readings.history.Backlog;
import org.kymata.readings.history.History;
import org.kymata.readings.ingest.CommitPublisher;
import org.kymata.readings.ingest.IngestService;
import org.kymata.readings.ingest.IngestStats;
import org.kymata.readings.store.questdb.QuestDbStoreProvider;
import org.kymata.testing.CapturedEvents;
import org.kymata.testing.NodesFixture;
import org.kymata.testing.UnmanagedThreadFactory;
import org.kymata.testing.Wiring;

/** A telemetry store in a directory, with everything that reads or writes it. */
public final class ReadingStoreFixture implements AutoCloseable {

  public final NodesFixture stage;
  public final SeriesCatalog catalog;
  public final QuestDbStoreProvider storeProvider = new QuestDbStoreProvider();
  public final History history = new History();
  public final Backlog backlog = new Backlog();
  public final IngestStats stats = new IngestStats();
  public final CapturedEvents<ReadingsCommitted> committed = new CapturedEvents<>();

  public ReadingStoreFixture(Path directory) {
    stage = new NodesFixture(directory);
    catalog = Wiring.wire(new SeriesCatalog(), "database", stage.database);
    Wiring.wire(storeProvider, "settings", stage.settings, "catalog", catalog);
    Wiring.wire(storeProvider, "nodes", stage.nodes, "statusTracker", stage.statusTracker);
    Wiring.wire(storeProvider, "faults", stage.issues);
    Wiring.start(storeProvider);
    Wiring.wire(history, "storeProvider", storeProvider);
    Wiring.wire(backlog, "storeProvider", storeProvider, "catalog", catalog);
  }

  /** An ingest service that is ready to be started. */
  public IngestService newIngestService() {
    IngestService ingest = new IngestService();
    CommitPublisher commitPublisher =
        Wiring.wire(new CommitPublisher(), "statusTracker", stage.statusTracker);
    Wiring.wire(commitPublisher, "sequenceGaps", stage.gaps, "stats", stats);
    Wiring.wire(commitPublisher, "committedEvent", committed);
    Wiring.wire(ingest, "storeProvider", storeProvider, "commitPublisher", commitPublisher);
    Wiring.wire(ingest, "catalog", catalog, "faults", stage.issues);
    DiskSpaceMonitor disk = Wiring.wire(new DiskSpaceMonitor(), "settings", stage.settings);
    Wiring.wire(ingest, "disk", Wiring.wire(disk, "issues", stage.issues));
    Wiring.wire(ingest, "settings", stage.settings, "stats", stats);
    Wiring.wire(ingest, "threads", new UnmanagedThreadFactory());
    return ingest;
  }

  public Series numbers(NodeId node, String metric) {
    return catalog.getOrCreate(node, metric, false).orElseThrow();
  }

  public Series texts(NodeId node, String metric) {
    return catalog.getOrCreate(node, metric, true).orElseThrow();
  }

  public void commit(long storedMillis, Reading... readings) {
    storeProvider.store().commit(List.of(readings), storedMillis * 1000);
  }

  /** Closes everything; the ingest service closes the telemetry store itself. */
  public void closeAfterIntake() {
    stage.close();
  }

  @Override
  public void close() {
    storeProvider.close();
    stage.close();
  }
}
