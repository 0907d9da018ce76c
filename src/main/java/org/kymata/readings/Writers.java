package org.kymata.readings;

import io.questdb.cairo.CairoEngine;
import io.questdb.cairo.TableWriter;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
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

  private final CairoEngine engine;
  private final Map<String, TableWriter> open = new LinkedHashMap<>();

  Writers(CairoEngine engine) {
    this.engine = engine;
  }

  /** Opens those that are not open. */
  void open() {
    for (String table : TABLES) {
      if (!open.containsKey(table)) {
        open.put(table, engine.getWriter(engine.verifyTableName(table), "intake"));
      }
    }
  }

  void commit(List<Reading> readings, long storedMicros) {
    open();
    try {
      for (Reading reading : readings) {
        append(reading, storedMicros);
      }
      for (TableWriter writer : open.values()) {
        if (writer.getUncommittedRowCount() > 0) {
          writer.commit();
        }
      }
    } catch (RuntimeException | Error e) {
      throwAway();
      throw e;
    }
  }

  private void append(Reading reading, long storedMicros) {
    TableWriter writer = open.get(tableOf(reading, storedMicros));
    TableWriter.Row row = writer.newRow(storedMicros);
    row.putSym(SERIES, reading.series().symbol());
    row.putTimestamp(TIME, reading.timeMillis() * 1000);
    if (reading.series().isText()) {
      row.putStr(VALUE, reading.text());
    } else {
      row.putDouble(VALUE, reading.number());
    }
    row.append();
  }

  private static String tableOf(Reading reading, long storedMicros) {
    if (reading.series().isText()) {
      return TelemetryStore.TEXTS;
    }
    return TelemetryStore.isLate(reading, storedMicros)
        ? TelemetryStore.LATE
        : TelemetryStore.NUMBERS;
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
    int dropped = 0;
    for (TableWriter writer : open.values()) {
      // The newest day stays: a table without any would lose its symbols' order for nothing.
      while (writer.getPartitionCount() > 1
          && writer.getPartitionTimestamp(1) <= beforeMicros
          && writer.removePartition(writer.getPartitionTimestamp(0))) {
        dropped++;
      }
    }
    return dropped;
  }

  void close() {
    throwAway();
  }
}
