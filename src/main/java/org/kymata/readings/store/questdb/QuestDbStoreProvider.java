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

/** Opens the telemetry store for this deployment and recalls what it knew at the last stop. */
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

  /** Tells what was found damaged; not while this is being made, since who hears of it needs it. */
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
          // Series of nodes that were deleted stay on disk until the retention takes them.
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

  /** How many bytes the store has on disk, as of the last look. */
  public long sizeBytes() {
    return sizeBytes;
  }

  /** Looks how large the store is: a walk over some thousand files. */
  public void measureSize() {
    try (Stream<Path> files = Files.walk(settings.dataDir().resolve("telemetry"))) {
      sizeBytes =
          files.mapToLong(file -> file.toFile().isFile() ? file.toFile().length() : 0).sum();
    } catch (IOException | UncheckedIOException e) {
      // A day was dropped in the middle of the walk: the next look finds it gone.
      LOG.log(Level.DEBUG, "the telemetry store could not be measured", e);
    }
  }

  /** All is on disk and nothing more is written; called by the intake, after its last commit. */
  public void endWriting() {
    store.endWriting();
  }

  /** Closes the store; called by the intake. */
  public void close() {
    store.close();
  }
}
