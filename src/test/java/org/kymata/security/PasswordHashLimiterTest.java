package org.kymata.security;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.kymata.errors.DomainException;
import org.kymata.errors.DomainException.Kind;

class PasswordHashLimiterTest {

  private final PasswordHashLimiter limiter = new PasswordHashLimiter();

  @Test
  void floodOfStrangersTakesOneSlotAndFewThreads() throws InterruptedException {
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger in = new AtomicInteger();
    AtomicInteger refused = new AtomicInteger();
    List<Thread> flood = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      Thread stranger = new Thread(() -> guess(release, in, refused));
      stranger.setDaemon(true);
      flood.add(stranger);
      stranger.start();
    }
    // All but the one that hashes and those that wait are refused before any is done.
    int expected = 50 - 1 - PasswordHashLimiter.MAX_WAITING_STRANGERS;
    await().until(() -> refused.get() >= expected);
    assertEquals(1, in.get());
    // A known user does not wait.
    limiter.acquirePermit(true).close();
    release.countDown();
    for (Thread stranger : flood) {
      stranger.join();
    }
    assertEquals(50, in.get() + refused.get());
    limiter.acquirePermit(false).close();
  }

  private void guess(CountDownLatch release, AtomicInteger in, AtomicInteger refused) {
    try (PasswordHashLimiter.Permit permit = limiter.acquirePermit(false)) {
      in.incrementAndGet();
      release.await();
    } catch (DomainException busy) {
      assertEquals(Kind.UNAVAILABLE, busy.kind());
      assertTrue(busy.retryAfterSeconds().isPresent());
      refused.incrementAndGet();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void permitsAreReturned() {
    for (int i = 0; i < 20; i++) {
      PasswordHashLimiter.Permit first = limiter.acquirePermit(true);
      PasswordHashLimiter.Permit second = limiter.acquirePermit(false);
      first.close();
      second.close();
    }
    PasswordHashLimiter.Permit first = limiter.acquirePermit(true);
    PasswordHashLimiter.Permit second = limiter.acquirePermit(true);
    DomainException busy = assertThrows(DomainException.class, () -> limiter.acquirePermit(false));
    assertEquals(Kind.UNAVAILABLE, busy.kind());
    first.close();
    second.close();
    limiter.acquirePermit(false).close();
  }
}
