package org.kymata.hosts.agent;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class BackoffTest {

  private static void assertWait(long most, long wait) {
    assertTrue(wait >= most * 3 / 4 && wait <= most, () -> wait + " ms instead of " + most);
  }

  @Test
  void waitsDoubleUpToAMinuteAndBeginAnewAfterAGoodConnection() {
    Backoff backoff = new Backoff();
    for (long most : new long[] {1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000}) {
      assertWait(most, backoff.next());
    }
    backoff.reset();
    assertWait(1_000, backoff.next());
    assertWait(60_000, backoff.nextMax());
    assertWait(60_000, backoff.next());
  }
}
