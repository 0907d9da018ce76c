package org.kymata.readings.store.questdb;

import io.questdb.cairo.BitmapIndexReader;
import io.questdb.cairo.CairoEngine;
import io.questdb.cairo.IndexFrame;
import io.questdb.cairo.IndexFrameCursor;
import io.questdb.cairo.TableReader;
import io.questdb.cairo.TableUtils;
import io.questdb.cairo.sql.RecordMetadata;
import io.questdb.std.Unsafe;

/**
 * Scans the numbers of one series in the memory-mapped column files: charts over millions of
 * readings need it, since it is ten times as fast as rows of SQL. The table's own index yields the
 * rows of the series.
 */
public final class SeriesScan {

  /** Receives numbers directly from the mapped columns, up to a few hundred at a time. */
  public interface RowConsumer {

    /**
     * Handles the next numbers.
     *
     * @param ids address of the row numbers, 8 bytes each
     * @param count number of rows
     * @param times address of the time column, epoch microseconds, 8 bytes a row
     * @param values address of the value column, doubles, 8 bytes a row
     */
    void accept(long ids, int count, long times, long values);
  }

  private final CairoEngine engine;

  SeriesScan(CairoEngine engine) {
    this.engine = engine;
  }

  /**
   * Scans a series in one table, in its current state: later commits are not seen.
   *
   * @param fromMicros rows stored before it may be skipped
   * @param toMicros rows stored at or after it may be skipped
   */
  public void scan(String table, String symbol, long fromMicros, long toMicros, RowConsumer rows) {
    try (TableReader reader = engine.getReader(engine.verifyTableName(table))) {
      RecordMetadata columns = reader.getMetadata();
      int series = columns.getColumnIndex("series");
      int key = reader.getSymbolMapReader(series).keyOf(symbol);
      if (key < 0) {
        return;
      }
      for (int day = firstDay(reader, fromMicros); day < reader.getPartitionCount(); day++) {
        if (reader.getPartitionTimestampByIndex(day) >= toMicros) {
          return;
        }
        long size = reader.openPartition(day);
        if (size > 0) {
          new Partition(reader, day, size, columns).scan(series, key, fromMicros, toMicros, rows);
        }
      }
    }
  }

  private static int firstDay(TableReader reader, long fromMicros) {
    int day = reader.getPartitionCount() - 1;
    while (day > 0 && reader.getPartitionTimestampByIndex(day) > fromMicros) {
      day--;
    }
    return Math.max(0, day);
  }

  private record Partition(TableReader reader, int day, long size, RecordMetadata columns) {

    void scan(int series, int key, long fromMicros, long toMicros, RowConsumer rows) {
      long stored = column("stored");
      long times = column("time");
      long values = column("value");
      long first = rowsBefore(stored, fromMicros);
      // The index may already hold rows that this reader must not see.
      long last = rowsBefore(stored, toMicros) - 1;
      if (first > last) {
        return;
      }
      IndexFrameCursor blocks =
          reader
              .getBitmapIndexReader(day, series, BitmapIndexReader.DIR_FORWARD)
              .getFrameCursor(TableUtils.toIndexKey(key), first, last);
      for (IndexFrame block = blocks.nextIndexFrame();
          block.getSize() > 0 && idAt(block, 0) <= last;
          block = blocks.nextIndexFrame()) {
        int count = (int) block.getSize();
        while (idAt(block, count - 1) > last) {
          count--;
        }
        rows.accept(block.getAddress(), count, times, values);
      }
    }

    private static long idAt(IndexFrame block, int i) {
      return Unsafe.getUnsafe().getLong(block.getAddress() + 8L * i);
    }

    private long column(String name) {
      int index = columns.getColumnIndex(name);
      int base = reader.getColumnBase(day);
      return reader.getColumn(TableReader.getPrimaryColumnIndex(base, index)).getPageAddress(0);
    }

    /** Number of rows stored before a time; rows are in that order. */
    private long rowsBefore(long stored, long micros) {
      long low = 0;
      long high = size;
      while (low < high) {
        long middle = (low + high) >>> 1;
        if (Unsafe.getUnsafe().getLong(stored + 8 * middle) < micros) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    }
  }
}
