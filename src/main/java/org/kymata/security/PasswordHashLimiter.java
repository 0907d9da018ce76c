package org.kymata.security;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.kymata.errors.DomainException;
import org.kymata.errors.DomainException.Kind;

/**
 * Limits how many passwords are hashed at the same time. Two at most, so that hashing does not take
 * every core from the readings; strangers together have one of them. Few of the server's threads
 * wait for a permit, and none for long: the others are told to try again. Thread-safe.
 */
final class PasswordHashLimiter {

  /** The most hashes at the same time. */
  static final int MAX_CONCURRENT = 2;

  /** The most waiting strangers, of the server's 48 threads. */
  static final int MAX_WAITING_STRANGERS = 6;

  /** The most waiting known users. */
  static final int MAX_WAITING_KNOWN = 4;

  private static final long MAX_WAIT_SECONDS = 5;
  private static final int RETRY_SECONDS = 3;

  private final Semaphore permits = new Semaphore(MAX_CONCURRENT, true);
  private final Semaphore strangerPermits = new Semaphore(MAX_CONCURRENT - 1, true);
  private final AtomicInteger waitingStrangers = new AtomicInteger();
  private final AtomicInteger waitingKnown = new AtomicInteger();

  /** A permit to hash; closing returns it. */
  interface Permit extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Waits for a permit.
   *
   * @param known whether the user is signed in, or uses a device that was
   * @throws DomainException UNAVAILABLE when no permit becomes free soon
   */
  Permit acquirePermit(boolean known) {
    if (known) {
      acquire(permits, waitingKnown, MAX_WAITING_KNOWN);
      return permits::release;
    }
    acquire(strangerPermits, waitingStrangers, MAX_WAITING_STRANGERS);
    try {
      // At most one stranger holds a permit, so the other becomes free when a known user is done.
      acquire(permits, waitingKnown, MAX_WAITING_KNOWN + 1);
    } catch (DomainException busy) {
      strangerPermits.release();
      throw busy;
    }
    return () -> {
      permits.release();
      strangerPermits.release();
    };
  }

  private static void acquire(Semaphore permits, AtomicInteger waiting, int maxWaiting) {
    if (permits.tryAcquire()) {
      return;
    }
    try {
      if (waiting.incrementAndGet() > maxWaiting
          || !permits.tryAcquire(MAX_WAIT_SECONDS, TimeUnit.SECONDS)) {
        throw busy();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw busy();
    } finally {
      waiting.decrementAndGet();
    }
  }

  private static DomainException busy() {
    return new DomainException(
        Kind.UNAVAILABLE,
        "many people are signing in at this moment; try again in " + RETRY_SECONDS + " s",
        RETRY_SECONDS);
  }
}
