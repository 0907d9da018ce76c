package org.kymata.readings.store.questdb;

import io.questdb.cairo.CairoEngine;
import io.questdb.cairo.TableWriter;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.kymata.readings.Reading;

/**
 * The writers of the three tables, opened when first needed. One that failed may be in any state:
 * it is closed, and the next commit opens another, which starts at the last committed row. Not
 * thread-safe.
 */
final class TableWriters {

  private static final Logger LOG = System.getLogger(TableWriters.class.getName());

  private static final List<String> TABLES =
      List.of(QuestDbStore.NUMBERS, QuestDbStore.LATE, QuestDbStore.TEXTS);
  static final int SERIES = 1;
  static final int TIME = 2;
  static final int VALUE = 3;

  private static final int REPLAY_BATCH = 50_000;
  private static final long DAY_MICROS = 24 * 3600 * 1_000_000L;

  private final CairoEngine engine;
  private final Journal journal;
  private final Checkpoint checkpoint;
  private final Map<String, TableWriter> open = new LinkedHashMap<>();

  TableWriters(CairoEngine engine, Journal journal, Checkpoint checkpoint) {
    this.engine = engine;
    this.journal = journal;
    this.checkpoint = checkpoint;
  }

  /**
   * Writes the readings that are in the journal but not in the tables, after a crash.
   *
   * @return number of these readings
   */
  long recover() {
    try {
      open();
      checkpoint.create(newestDay());
      JournalReplay replay = new JournalReplay();
      journal.replay(replay);
      commitTables();
      checkpointAndRewind();
      return replay.count;
    } catch (RuntimeException | Error e) {
      discardWriters();
      journal.close();
      throw e;
    }
  }

  /** Tests whether a store that failed can be written again; throws the reason if not. */
  void retry() {
    open();
    journal.preallocate();
  }

  private void open() {
    for (String table : TABLES) {
      if (!open.containsKey(table)) {
        open.put(table, engine.getWriter(engine.verifyTableName(table), "intake"));
      }
    }
  }

  /** Commits readings: they are on disk, in the journal, and can be read from the tables. */
  void commit(List<Reading> readings, long storedMicros) {
    open();
    boolean written = false;
    try {
      for (Reading reading : readings) {
        append(
            storedMicros,
            reading.series().symbol(),
            reading.timeMillis(),
            reading.number(),
            reading.text());
      }
      // Before the commit of the tables, which makes the readings visible to queries.
      if (!journal.write(readings, storedMicros)) {
        checkpointAndRewind();
        journal.write(readings, storedMicros);
      }
      written = true;
      commitTables();
    } catch (RuntimeException | Error e) {
      discardWriters();
      if (written) {
        undoJournal(e);
      }
      throw e;
    }
  }

  private void undoJournal(Throwable cause) {
    try {
      journal.undoLast();
    } catch (RuntimeException e) {
      cause.addSuppressed(e);
    }
  }

  private void commitTables() {
    for (TableWriter writer : open.values()) {
      if (writer.getUncommittedRowCount() > 0) {
        writer.commit();
      }
    }
  }

  private void append(
      long storedMicros, String series, long timeMillis, double number, String text) {
    TableWriter writer = open.get(tableOf(text != null, storedMicros, timeMillis));
    TableWriter.Row row = writer.newRow(storedMicros);
    row.putSym(SERIES, series);
    row.putTimestamp(TIME, timeMillis * 1000);
    if (text != null) {
      row.putStr(VALUE, text);
    } else {
      row.putDouble(VALUE, number);
    }
    row.append();
  }

  private static String tableOf(boolean isText, long storedMicros, long timeMillis) {
    if (isText) {
      return QuestDbStore.TEXTS;
    }
    return QuestDbStore.isLate(timeMillis, storedMicros) ? QuestDbStore.LATE : QuestDbStore.NUMBERS;
  }

  /** Skips readings that a table has already: every table is committed separately. */
  private final class JournalReplay implements Journal.RecordHandler {
    private final Map<String, Long> known = new HashMap<>();
    private long count;
    private int uncommitted;

    JournalReplay() {
      open.forEach((table, writer) -> known.put(table, writer.getMaxTimestamp()));
    }

    @Override
    public void reading(
        long storedMicros, String series, long timeMillis, double number, String text) {
      if (storedMicros > known.get(tableOf(text != null, storedMicros, timeMillis))) {
        append(storedMicros, series, timeMillis, number, text);
        uncommitted++;
        count++;
      }
    }

    @Override
    public void end() {
      if (uncommitted > REPLAY_BATCH) {
        commitTables();
        uncommitted = 0;
      }
    }
  }

  /** Brings all committed rows to disk; the journal starts again. */
  private void checkpointAndRewind() {
    checkpoint.create(newestDay());
    journal.rewind();
  }

  private LocalDate newestDay() {
    return LocalDate.ofEpochDay(Math.floorDiv(newestStoredMicros(), DAY_MICROS));
  }

  /** Closing rolls back uncommitted rows. */
  private void discardWriters() {
    for (TableWriter writer : open.values()) {
      try {
        writer.close();
      } catch (RuntimeException | Error e) {
        LOG.log(Level.DEBUG, "a writer could not be closed after a failure", e);
      }
    }
    open.clear();
  }

  long newestStoredMicros() {
    open();
    ToLongFunction<TableWriter> newest = TableWriter::getMaxTimestamp;
    return Math.max(0, open.values().stream().mapToLong(newest).max().orElse(0));
  }

  int dropBefore(long beforeMicros) {
    open();
    if (open.values().stream().noneMatch(writer -> hasPartitionBefore(writer, beforeMicros))) {
      return 0;
    }
    // There is no checkpoint to a day that was dropped.
    checkpointAndRewind();
    checkpoint.delete();
    int dropped = 0;
    for (TableWriter writer : open.values()) {
      while (hasPartitionBefore(writer, beforeMicros)
          && writer.removePartition(writer.getPartitionTimestamp(0))) {
        dropped++;
      }
    }
    checkpointAndRewind();
    return dropped;
  }

  // The newest day stays: a table without any day would lose the order of its symbols.
  private static boolean hasPartitionBefore(TableWriter writer, long beforeMicros) {
    return writer.getPartitionCount() > 1 && writer.getPartitionTimestamp(1) <= beforeMicros;
  }

  /** Brings everything to disk and closes the files; the next start needs no checkpoint. */
  void close() {
    try {
      if (!open.isEmpty()) {
        checkpointAndRewind();
        checkpoint.delete();
      }
    } finally {
      discardWriters();
      journal.close();
    }
  }
}
