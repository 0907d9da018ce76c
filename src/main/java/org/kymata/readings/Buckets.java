package org.kymata.readings;

import io.questdb.std.Unsafe;
import java.util.Arrays;

/** Readings of a span by buckets of equal length: least, greatest, mean and number of each. */
final class Buckets implements SeriesScan.Rows {

  private final long firstMicros;
  private final long endMicros;
  private final long bucketMicros;
  private final double[] least;
  private final double[] greatest;
  private final double[] sums;
  private final long[] counts;

  // Neighbours mostly fall into the same bucket: a division for each would cost more than the rest.
  private int bucket;
  private long startMicros;

  /**
   * Empty ones.
   *
   * @param firstMillis where the first begins
   * @param toMillis readings of then or later are left out, as are those before the first
   * @param count how many
   */
  Buckets(long firstMillis, long toMillis, long bucketMillis, int count) {
    firstMicros = firstMillis * 1000;
    bucketMicros = bucketMillis * 1000;
    endMicros = Math.min(toMillis * 1000, firstMicros + bucketMicros * count);
    startMicros = firstMicros;
    least = new double[count];
    greatest = new double[count];
    sums = new double[count];
    counts = new long[count];
    Arrays.fill(least, Double.POSITIVE_INFINITY);
    Arrays.fill(greatest, Double.NEGATIVE_INFINITY);
  }

  @Override
  public void take(long ids, int some, long times, long values) {
    for (int i = 0; i < some; i++) {
      long row = 8 * Unsafe.getUnsafe().getLong(ids + 8L * i);
      long time = Unsafe.getUnsafe().getLong(times + row);
      if (time >= firstMicros && time < endMicros) {
        add(time, Unsafe.getUnsafe().getDouble(values + row));
      }
    }
  }

  private void add(long time, double value) {
    long after = time - startMicros;
    if (after < 0 || after >= bucketMicros) {
      bucket = (int) ((time - firstMicros) / bucketMicros);
      startMicros = firstMicros + bucket * bucketMicros;
    }
    int here = bucket;
    sums[here] += value;
    counts[here]++;
    if (value < least[here]) {
      least[here] = value;
    }
    if (value > greatest[here]) {
      greatest[here] = value;
    }
  }

  /** Gives those that hold something, oldest first. */
  void give(History.Points points) {
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        points.bucket(
            (firstMicros + i * bucketMicros) / 1000,
            least[i],
            greatest[i],
            sums[i] / counts[i],
            counts[i]);
      }
    }
  }
}
