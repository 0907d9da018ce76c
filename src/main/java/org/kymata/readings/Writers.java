package org.kymata.readings;

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

/**
 * The writers of the three tables, opened when first needed and kept. One that failed may be in any
 * state: it is thrown away, and the next commit opens another, which begins at the last committed
 * row. One thread only.
 */
final class Writers {

  private static final Logger LOG = System.getLogger(Writers.class.getName());

  private static final List<String> TABLES =
      List.of(TelemetryStore.NUMBERS, TelemetryStore.LATE, TelemetryStore.TEXTS);
  static final int SERIES = 1;
  static final int TIME = 2;
  static final int VALUE = 3;

  private static final int REPLAYED_AT_ONCE = 50_000;
  private static final long DAY_MICROS = 24 * 3600 * 1_000_000L;

  private final CairoEngine engine;
  private final Journal journal;
  private final Checkpoint checkpoint;
  private final Map<String, TableWriter> open = new LinkedHashMap<>();

  Writers(CairoEngine engine, Journal journal, Checkpoint checkpoint) {
    this.engine = engine;
    this.journal = journal;
    this.checkpoint = checkpoint;
  }

  /**
   * Writes what the journal has and the tables have not, after a stop in the middle of work.
   *
   * @return how many readings that were
   */
  long recover() {
    try {
      open();
      checkpoint.make(newestDay());
      Replay replay = new Replay();
      journal.replay(replay);
      commitTables();
      bringToDisk();
      return replay.count;
    } catch (RuntimeException | Error e) {
      throwAway();
      journal.close();
      throw e;
    }
  }

  /** Whether a store that failed can be written again: throws what says why not. */
  void retry() {
    open();
    journal.prepare();
  }

  private void open() {
    for (String table : TABLES) {
      if (!open.containsKey(table)) {
        open.put(table, engine.getWriter(engine.verifyTableName(table), "intake"));
      }
    }
  }

  /** On return the readings are on disk, in the journal, and can be read from the tables. */
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
      // Before the tables' own commit, which shows the readings to everybody.
      if (!journal.write(readings, storedMicros)) {
        bringToDisk();
        journal.write(readings, storedMicros);
      }
      written = true;
      commitTables();
    } catch (RuntimeException | Error e) {
      throwAway();
      if (written) {
        takeBack(e);
      }
      throw e;
    }
  }

  private void takeBack(Throwable cause) {
    try {
      journal.takeBack();
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
      return TelemetryStore.TEXTS;
    }
    return TelemetryStore.isLate(timeMillis, storedMicros)
        ? TelemetryStore.LATE
        : TelemetryStore.NUMBERS;
  }

  /** What a table has already is left out: every table is committed by itself. */
  private final class Replay implements Journal.Records {
    private final Map<String, Long> known = new HashMap<>();
    private long count;
    private int uncommitted;

    Replay() {
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
      if (uncommitted > REPLAYED_AT_ONCE) {
        commitTables();
        uncommitted = 0;
      }
    }
  }

  /** Everything that is committed; the journal begins anew. */
  private void bringToDisk() {
    checkpoint.make(newestDay());
    journal.rewind();
  }

  private LocalDate newestDay() {
    return LocalDate.ofEpochDay(Math.floorDiv(newestStoredMicros(), DAY_MICROS));
  }

  /** Closing rolls back what was not committed. */
  private void throwAway() {
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
    if (open.values().stream().noneMatch(writer -> hasDayBefore(writer, beforeMicros))) {
      return 0;
    }
    // No way back to a day that is gone.
    bringToDisk();
    checkpoint.forget();
    int dropped = 0;
    for (TableWriter writer : open.values()) {
      while (hasDayBefore(writer, beforeMicros)
          && writer.removePartition(writer.getPartitionTimestamp(0))) {
        dropped++;
      }
    }
    bringToDisk();
    return dropped;
  }

  // The newest day stays: a table without any would lose its symbols' order for nothing.
  private static boolean hasDayBefore(TableWriter writer, long beforeMicros) {
    return writer.getPartitionCount() > 1 && writer.getPartitionTimestamp(1) <= beforeMicros;
  }

  /** Brings everything to disk and closes the files; the next start has nothing to go back to. */
  void close() {
    try {
      if (!open.isEmpty()) {
        bringToDisk();
        checkpoint.forget();
      }
    } finally {
      throwAway();
      journal.close();
    }
  }
}
