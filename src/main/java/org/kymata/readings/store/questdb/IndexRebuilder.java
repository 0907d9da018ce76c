package org.kymata.readings.store.questdb;

import io.questdb.cairo.CairoConfiguration;
import io.questdb.cairo.IndexBuilder;
import io.questdb.cairo.TableSnapshotRestore;
import io.questdb.cairo.TxReader;
import io.questdb.std.str.Path;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.LocalDate;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The files of a table that are changed in place, and not only at their end: what tells the symbols
 * apart, and the index of the newest day. After a table was brought back to a checkpoint they may
 * know of rows that it has not; they are made anew, as the store does with its own snapshots.
 */
final class IndexRebuilder {

  private static final Logger LOG = System.getLogger(IndexRebuilder.class.getName());
  private static final String INDEXED_COLUMN = "series";

  private IndexRebuilder() {}

  /** Makes them anew. No engine may be open. A table whose files are damaged is left as it is. */
  static void rebuild(CairoConfiguration store, String table) {
    try (TableSnapshotRestore tables = new TableSnapshotRestore(store);
        IndexBuilder index = new IndexBuilder(store);
        Path path = new Path()) {
      path.of(store.getDbRoot()).concat(table);
      tables.rebuildTableFiles(path, new AtomicInteger(), false);
      tables.finalizeParallelTasks();
      TxReader committed = tables.getTableTxReader();
      int last = committed.getPartitionCount() - 1;
      if (last >= 0 && committed.getTransientRowCount() > 0) {
        long day = TimeUnit.MICROSECONDS.toDays(committed.getPartitionTimestampByIndex(last));
        path.of(store.getDbRoot()).concat(table);
        index.of(path).reindex(LocalDate.ofEpochDay(day).toString(), INDEXED_COLUMN);
      }
    } catch (RuntimeException | Error e) {
      // What is damaged is found, and set apart, when the store is opened.
      LOG.log(Level.WARNING, "the index of " + table + " cannot be made anew", e);
    }
  }
}
