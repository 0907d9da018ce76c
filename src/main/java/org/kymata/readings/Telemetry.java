package org.kymata.readings;

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
import org.kymata.nodes.NodeId;
import org.kymata.nodes.Nodes;
import org.kymata.nodes.PresenceBook;
import org.kymata.platform.Fault;
import org.kymata.platform.Faults;
import org.kymata.platform.Settings;

/** Opens the telemetry store for this deployment and recalls what it knew at the last stop. */
@ApplicationScoped
public class Telemetry {

  private static final Logger LOG = System.getLogger(Telemetry.class.getName());

  @Inject private Settings settings;
  @Inject private SeriesCatalog catalog;
  @Inject private Nodes nodes;
  @Inject private PresenceBook presence;
  @Inject private Faults faults;

  private TelemetryStore store;
  private long recalledCursor;
  private volatile long sizeBytes;

  @PostConstruct
  void open() {
    store = TelemetryStore.open(settings.dataDir().resolve("telemetry"));
    recall(TelemetryStore.LATE, false);
    recall(TelemetryStore.NUMBERS, false);
    recall(TelemetryStore.TEXTS, true);
    catalog.loadUnits();
    recalledCursor = store.newestStoredMicros();
  }

  /** Tells what was found damaged; not while this is being made, since who hears of it needs it. */
  void tellFindings() {
    store.findings().ifPresent(this::tell);
  }

  private void tell(StoreDoctor.Findings found) {
    faults.begin(
        Fault.STORE_DAMAGED,
        Map.of(
            "folder",
            found.folder().toString(),
            "rescued",
            found.rescued(),
            "lost",
            found.lost() < 0 ? "an unknown number" : found.lost()));
  }

  private void recall(String table, boolean text) {
    store.query(
        "select series, time, value, stored from "
            + table
            + " latest on stored partition by series",
        row -> {
          String symbol = row.getSymA(0).toString();
          int colon = symbol.indexOf(':');
          NodeId node = new NodeId(symbol.substring(0, colon));
          // Series of nodes that were deleted stay on disk until the retention takes them.
          if (nodes.byId(node).isPresent()) {
            long timeMillis = row.getTimestamp(1) / 1000;
            catalog
                .of(node, symbol.substring(colon + 1), text, () -> SeriesCatalog.MAX_PER_HOST)
                .ifPresent(
                    series ->
                        series.committed(
                            text
                                ? new Reading(
                                    series, timeMillis, Double.NaN, row.getStrA(2).toString())
                                : new Reading(series, timeMillis, row.getDouble(2), null)));
            presence.restore(node, row.getTimestamp(3) / 1000);
          }
          return true;
        });
  }

  /** The largest cursor that was on disk at the start; 0 when there was none. */
  long recalledCursor() {
    return recalledCursor;
  }

  TelemetryStore store() {
    return store;
  }

  /** How many bytes the store has on disk, as of the last look. */
  long sizeBytes() {
    return sizeBytes;
  }

  /** Looks how large the store is: a walk over some thousand files. */
  void measure() {
    try (Stream<Path> files = Files.walk(settings.dataDir().resolve("telemetry"))) {
      sizeBytes =
          files.mapToLong(file -> file.toFile().isFile() ? file.toFile().length() : 0).sum();
    } catch (IOException | UncheckedIOException e) {
      // A day was dropped in the middle of the walk: the next look finds it gone.
      LOG.log(Level.DEBUG, "the telemetry store could not be measured", e);
    }
  }

  /** All is on disk and nothing more is written; called by the intake, after its last commit. */
  void endWriting() {
    store.endWriting();
  }

  /** Closes the store; called by the intake. */
  void close() {
    store.close();
  }
}
