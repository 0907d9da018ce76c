package org.kymata.hosts.agent;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class BackoffTest {

  private static void assertWait(long max, long wait) {
    assertTrue(wait >= max * 3 / 4 && wait <= max, () -> wait + " ms instead of " + max);
  }

  @Test
  void waitsDoubleUpToAMinuteAndBeginAnewAfterAGoodConnection() {
    Backoff backoff = new Backoff();
    for (long max : new long[] {1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000}) {
      assertWait(max, backoff.next());
    }
    backoff.reset();
    assertWait(1_000, backoff.next());
    assertWait(60_000, backoff.nextMax());
    assertWait(60_000, backoff.next());
  }
}
