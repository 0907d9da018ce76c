package org.kymata.readings.ingest;

import org.kymata.metrics.Histogram;
import org.kymata.metrics.Histogram.Snapshot;

/** Histograms of the duration and size of commits. Thread-safe. */
public final class CommitHistograms {

  private final Histogram storeSeconds = new Histogram(Histogram.SECONDS);
  private final Histogram totalSeconds = new Histogram(Histogram.SECONDS);
  private final Histogram batchSizes =
      new Histogram(1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000);

  void recordCommit(int readings, long nanos) {
    batchSizes.add(readings);
    storeSeconds.addNanos(nanos);
  }

  void recordLatency(long nanos) {
    totalSeconds.addNanos(nanos);
  }

  /** Time in the store for each commit, in seconds. */
  public Snapshot storeSeconds() {
    return storeSeconds.snapshot();
  }

  /** Time from submission to commit for each batch, in seconds. */
  public Snapshot totalSeconds() {
    return totalSeconds.snapshot();
  }

  /** Number of readings in each commit. */
  public Snapshot batchSizes() {
    return batchSizes.snapshot();
  }
}
