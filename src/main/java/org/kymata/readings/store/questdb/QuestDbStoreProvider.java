package org.kymata.readings.store.questdb;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.kymata.config.Settings;
import org.kymata.health.HealthIssue;
import org.kymata.health.HealthIssues;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.Nodes;
import org.kymata.nodes.StatusTracker;
import org.kymata.readings.Reading;
import org.kymata.readings.SeriesCatalog;

/** Opens the telemetry store of this deployment and restores the latest readings of each series. */
@ApplicationScoped
public class QuestDbStoreProvider {

  private static final Logger LOG = System.getLogger(QuestDbStoreProvider.class.getName());

  @Inject private Settings settings;
  @Inject private SeriesCatalog catalog;
  @Inject private Nodes nodes;
  @Inject private StatusTracker statusTracker;
  @Inject private HealthIssues faults;

  private QuestDbStore store;
  private long restoredCursor;
  private volatile long sizeBytes;

  @PostConstruct
  void open() {
    store = QuestDbStore.open(settings.dataDir().resolve("telemetry"));
    restoreLatest(QuestDbStore.LATE, false);
    restoreLatest(QuestDbStore.NUMBERS, false);
    restoreLatest(QuestDbStore.TEXTS, true);
    catalog.loadUnits();
    restoredCursor = store.newestStoredMicros();
  }

  /** Reports damage that was found; not during construction, since the observers need this bean. */
  public void reportRepair() {
    store.repairResult().ifPresent(this::beginHealthIssue);
  }

  private void beginHealthIssue(StoreRepair.RepairResult found) {
    faults.raise(
        HealthIssue.STORE_DAMAGED,
        Map.of(
            "folder",
            found.folder().toString(),
            "rescued",
            found.rescued(),
            "lost",
            found.lost() < 0 ? "an unknown number" : found.lost()));
  }

  private void restoreLatest(String table, boolean text) {
    store.query(
        "select series, time, value, stored from "
            + table
            + " latest on stored partition by series",
        row -> {
          String symbol = row.symbol(0).toString();
          int colon = symbol.indexOf(':');
          NodeId node = new NodeId(symbol.substring(0, colon));
          // Series of deleted nodes stay on disk until the retention drops them.
          if (nodes.byId(node).isPresent()) {
            long timeMillis = row.micros(1) / 1000;
            catalog
                .getOrCreate(
                    node, symbol.substring(colon + 1), text, () -> SeriesCatalog.MAX_PER_HOST)
                .ifPresent(
                    series ->
                        series.updateNewest(
                            text
                                ? new Reading(
                                    series, timeMillis, Double.NaN, row.text(2).toString())
                                : new Reading(series, timeMillis, row.number(2), null)));
            statusTracker.restore(node, row.micros(3) / 1000);
          }
          return true;
        });
  }

  /** The largest cursor that was on disk at the start; 0 when there was none. */
  public long restoredCursor() {
    return restoredCursor;
  }

  public QuestDbStore store() {
    return store;
  }

  /** The size of the store on disk in bytes, when it was last measured. */
  public long sizeBytes() {
    return sizeBytes;
  }

  /** Measures the size of the store: walks over some thousand files. */
  public void measureSize() {
    try (Stream<Path> files = Files.walk(settings.dataDir().resolve("telemetry"))) {
      sizeBytes =
          files.mapToLong(file -> file.toFile().isFile() ? file.toFile().length() : 0).sum();
    } catch (IOException | UncheckedIOException e) {
      // A day was dropped during the walk; the next measurement is right.
      LOG.log(Level.DEBUG, "the telemetry store could not be measured", e);
    }
  }

  /** Brings everything to disk and ends writing; called by ingest, after its last commit. */
  public void endWriting() {
    store.endWriting();
  }

  /** Closes the store; called by ingest. */
  public void close() {
    store.close();
  }
}
