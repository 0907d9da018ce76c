package org.kymata.security;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.kymata.errors.DomainException;
import org.kymata.errors.DomainException.Kind;

/**
 * Places in which a password is hashed. Two at once, so that hashing does not take every core from
 * the readings; strangers have one of them at most, however many they are. Few threads of the
 * server wait for a place, and none for long: the others are told to come again. Thread-safe.
 */
final class PasswordHashLimiter {

  /** The most hashes at a time. */
  static final int MAX_CONCURRENT = 2;

  /** The most strangers who wait, of the server's 48 threads. */
  static final int MAX_WAITING_STRANGERS = 6;

  /** The most known people who wait. */
  static final int MAX_WAITING_KNOWN = 4;

  private static final long MAX_WAIT_SECONDS = 5;
  private static final int RETRY_SECONDS = 3;

  private final Semaphore permits = new Semaphore(MAX_CONCURRENT, true);
  private final Semaphore strangerPermits = new Semaphore(MAX_CONCURRENT - 1, true);
  private final AtomicInteger waitingStrangers = new AtomicInteger();
  private final AtomicInteger waitingKnown = new AtomicInteger();

  /** A place that is taken. */
  interface Permit extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Takes a place.
   *
   * @param known whether somebody is signed in, or at a device that was
   * @throws DomainException UNAVAILABLE when there is none soon
   */
  Permit acquirePermit(boolean known) {
    if (known) {
      acquire(permits, waitingKnown, MAX_WAITING_KNOWN);
      return permits::release;
    }
    acquire(strangerPermits, waitingStrangers, MAX_WAITING_STRANGERS);
    try {
      // Behind one other stranger at most, there is a place as soon as one of the known is done.
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

  private static void acquire(Semaphore places, AtomicInteger waiting, int maxWaiting) {
    if (places.tryAcquire()) {
      return;
    }
    try {
      if (waiting.incrementAndGet() > maxWaiting
          || !places.tryAcquire(MAX_WAIT_SECONDS, TimeUnit.SECONDS)) {
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
