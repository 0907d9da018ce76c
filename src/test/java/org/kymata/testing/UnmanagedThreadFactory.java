package org.kymata.testing;

import jakarta.enterprise.concurrent.ManagedThreadFactory;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;

/** Plain threads, for use without a container. */
public final class UnmanagedThreadFactory implements ManagedThreadFactory {
  @Override
  public Thread newThread(Runnable work) {
    return new Thread(work);
  }

  @Override
  public ForkJoinWorkerThread newThread(ForkJoinPool pool) {
    throw new UnsupportedOperationException();
  }
}
