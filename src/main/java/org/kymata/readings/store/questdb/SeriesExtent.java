package org.kymata.readings.store.questdb;

import io.questdb.std.Unsafe;

/** The number of readings in a range, and the times of the first and the last. */
public final class SeriesExtent implements SeriesScan.RowConsumer {

  private final long fromMicros;
  private final long toMicros;
  private long count;
  private long firstMicros = Long.MAX_VALUE;
  private long lastMicros = Long.MIN_VALUE;

  /** Counts the readings from one time to before another. */
  public SeriesExtent(long fromMicros, long toMicros) {
    this.fromMicros = fromMicros;
    this.toMicros = toMicros;
  }

  @Override
  public void accept(long ids, int some, long times, long values) {
    // In local variables, which the compiler keeps in registers.
    long from = fromMicros;
    long to = toMicros;
    long first = firstMicros;
    long last = lastMicros;
    int found = 0;
    for (int i = 0; i < some; i++) {
      long time = Unsafe.getUnsafe().getLong(times + 8 * Unsafe.getUnsafe().getLong(ids + 8L * i));
      if (time >= from && time < to) {
        found++;
        first = Math.min(first, time);
        last = Math.max(last, time);
      }
    }
    firstMicros = first;
    lastMicros = last;
    count += found;
  }

  /** Adds readings that were counted elsewhere. */
  public void add(long some, long first, long last) {
    count += some;
    firstMicros = Math.min(firstMicros, first);
    lastMicros = Math.max(lastMicros, last);
  }

  public long count() {
    return count;
  }

  /** Time of the first reading, epoch milliseconds; only valid when there is one. */
  public long firstMillis() {
    return firstMicros / 1000;
  }

  /** Time of the last reading, epoch milliseconds; only valid when there is one. */
  public long lastMillis() {
    return lastMicros / 1000;
  }
}
