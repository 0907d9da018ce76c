package org.kymata.readings;

import org.kymata.platform.metrics.Histogram;
import org.kymata.platform.metrics.Histogram.Snapshot;

/** How long commits take, and how large they are. Thread-safe. */
public final class CommitTimes {

  private final Histogram store = new Histogram(Histogram.SECONDS);
  private final Histogram whole = new Histogram(Histogram.SECONDS);
  private final Histogram sizes =
      new Histogram(1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000);

  void committed(int readings, long nanos) {
    sizes.add(readings);
    store.addNanos(nanos);
  }

  void waited(long nanos) {
    whole.addNanos(nanos);
  }

  /** Of each commit, how long the store took for it, in seconds. */
  public Snapshot store() {
    return store.snapshot();
  }

  /** Of each call, how long it took from its coming to its commit, in seconds. */
  public Snapshot whole() {
    return whole.snapshot();
  }

  /** Of each commit, how many readings were in it. */
  public Snapshot sizes() {
    return sizes.snapshot();
  }
}
