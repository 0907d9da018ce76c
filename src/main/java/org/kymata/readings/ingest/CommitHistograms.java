package org.kymata.readings.ingest;

import org.kymata.metrics.Histogram;
import org.kymata.metrics.Histogram.Snapshot;

/** How long commits take, and how large they are. Thread-safe. */
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

  /** Of each commit, how long the store took for it, in seconds. */
  public Snapshot storeSeconds() {
    return storeSeconds.snapshot();
  }

  /** Of each call, how long it took from its coming to its commit, in seconds. */
  public Snapshot totalSeconds() {
    return totalSeconds.snapshot();
  }

  /** Of each commit, how many readings were in it. */
  public Snapshot batchSizes() {
    return batchSizes.snapshot();
  }
}
