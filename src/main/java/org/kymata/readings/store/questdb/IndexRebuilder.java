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
 * Rebuilds the files of a table that are changed in place, not only appended: the symbols' index,
 * and the index of the newest day. After a checkpoint was restored, they may refer to rows that no
 * longer exist; QuestDB rebuilds them after its own snapshots in the same way.
 */
final class IndexRebuilder {

  private static final Logger LOG = System.getLogger(IndexRebuilder.class.getName());
  private static final String INDEXED_COLUMN = "series";

  private IndexRebuilder() {}

  /** Rebuilds them. No engine may be open. Leaves a table with damaged files as it is. */
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
      // The repair finds damaged files when the store is opened.
      LOG.log(Level.WARNING, "the index of " + table + " cannot be rebuilt", e);
    }
  }
}
