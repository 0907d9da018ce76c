package org.kymata.readings.store.questdb;

import io.questdb.std.Unsafe;
import java.util.Arrays;
import org.kymata.readings.history.History;

/** Aggregates readings into buckets of equal length: min, max, mean and count of each. */
public final class BucketAggregator implements SeriesScan.RowConsumer {

  private final long firstMicros;
  private final long endMicros;
  private final long bucketMicros;
  private final double[] mins;
  private final double[] maxes;
  private final double[] sums;
  private final long[] counts;

  /**
   * Creates empty buckets.
   *
   * @param firstMillis start of the first bucket
   * @param toMillis readings at or after it are left out, as are those before the first bucket
   * @param count number of buckets
   */
  public BucketAggregator(long firstMillis, long toMillis, long bucketMillis, int count) {
    firstMicros = firstMillis * 1000;
    bucketMicros = bucketMillis * 1000;
    endMicros = Math.min(toMillis * 1000, firstMicros + bucketMicros * count);
    mins = new double[count];
    maxes = new double[count];
    sums = new double[count];
    counts = new long[count];
    Arrays.fill(mins, Double.POSITIVE_INFINITY);
    Arrays.fill(maxes, Double.NEGATIVE_INFINITY);
  }

  @Override
  public void accept(long ids, int some, long times, long values) {
    int i = 0;
    while (i < some) {
      long row = rowAt(ids, i);
      long time = Unsafe.getUnsafe().getLong(times + row);
      if (time < firstMicros || time >= endMicros) {
        i++;
        continue;
      }
      // Neighbours usually fall into the same bucket. Its values are in local variables meanwhile:
      // the compiler keeps them in registers, and a division for each reading would cost more than
      // the rest.
      int bucket = (int) ((time - firstMicros) / bucketMicros);
      long begin = firstMicros + bucket * bucketMicros;
      long end = Math.min(endMicros, begin + bucketMicros);
      double low = mins[bucket];
      double high = maxes[bucket];
      double sum = sums[bucket];
      int before = i;
      while (time >= begin && time < end) {
        double value = Unsafe.getUnsafe().getDouble(values + row);
        sum += value;
        if (value < low) {
          low = value;
        }
        if (value > high) {
          high = value;
        }
        if (++i == some) {
          break;
        }
        row = rowAt(ids, i);
        time = Unsafe.getUnsafe().getLong(times + row);
      }
      mins[bucket] = low;
      maxes[bucket] = high;
      sums[bucket] = sum;
      counts[bucket] += i - before;
    }
  }

  private static long rowAt(long ids, int i) {
    return 8 * Unsafe.getUnsafe().getLong(ids + 8L * i);
  }

  /** Passes on the buckets with readings, oldest first. */
  public void emitTo(History.PointConsumer points) {
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        points.bucket(
            (firstMicros + i * bucketMicros) / 1000,
            mins[i],
            maxes[i],
            sums[i] / counts[i],
            counts[i]);
      }
    }
  }
}
