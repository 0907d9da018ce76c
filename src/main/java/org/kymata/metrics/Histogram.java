package org.kymata.metrics;

import java.util.Arrays;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;

/** Counts measured values in fixed buckets. Thread-safe. */
public final class Histogram {

  /** Upper bounds in seconds, for durations from half a millisecond to ten seconds. */
  public static final double[] SECONDS = {
    0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10
  };

  private final double[] bounds;
  private final LongAdder[] counts;
  private final DoubleAdder sum = new DoubleAdder();

  /**
   * An empty histogram.
   *
   * @param bounds the upper bound of each bucket, inclusive, rising; larger values are counted too
   */
  public Histogram(double... bounds) {
    this.bounds = bounds.clone();
    this.counts = new LongAdder[bounds.length + 1];
    Arrays.setAll(counts, any -> new LongAdder());
  }

  /** Counts a value. */
  public void add(double value) {
    int bucket = 0;
    while (bucket < bounds.length && value > bounds[bucket]) {
      bucket++;
    }
    counts[bucket].increment();
    sum.add(value);
  }

  /** Counts a duration. */
  public void addNanos(long nanos) {
    add(nanos / 1e9);
  }

  /** The counts so far. */
  public Snapshot snapshot() {
    return new Snapshot(
        bounds, Arrays.stream(counts).mapToLong(LongAdder::sum).toArray(), sum.sum());
  }

  /**
   * The counts at one moment.
   *
   * @param bounds the histogram's bounds
   * @param counts of each bucket alone; one more than bounds, the last for larger values
   * @param sum of all values
   */
  public record Snapshot(double[] bounds, long[] counts, double sum) {

    /** The number of values. */
    public long count() {
      return Arrays.stream(counts).sum();
    }

    /** The values since {@code earlier}, a snapshot of the same histogram. */
    public Snapshot since(Snapshot earlier) {
      long[] more = new long[counts.length];
      Arrays.setAll(more, i -> counts[i] - earlier.counts[i]);
      return new Snapshot(bounds, more, sum - earlier.sum);
    }

    /**
     * The value that a share of all values does not exceed, with values assumed evenly spread
     * within their bucket; NaN without values.
     *
     * @param share such as 0.99
     */
    public double quantile(double share) {
      long all = count();
      if (all == 0) {
        return Double.NaN;
      }
      double rank = share * all;
      long below = 0;
      for (int i = 0; i < bounds.length; i++) {
        if (below + counts[i] >= rank && counts[i] > 0) {
          double from = i == 0 ? 0 : bounds[i - 1];
          return from + (bounds[i] - from) * (rank - below) / counts[i];
        }
        below += counts[i];
      }
      return bounds[bounds.length - 1];
    }
  }
}
