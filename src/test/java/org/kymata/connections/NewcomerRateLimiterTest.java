package org.kymata.connections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.kymata.net.ClientNetwork;

class NewcomerRateLimiterTest {

  private final AtomicLong now = new AtomicLong(5_000);
  private final NewcomerRateLimiter limit = new NewcomerRateLimiter(now::get);

  private static ClientNetwork client(int number) {
    return new ClientNetwork(number, false);
  }

  private int admitted(int tries) {
    int admitted = 0;
    for (int i = 0; i < tries; i++) {
      admitted += limit.admits(client(1_000_000 + i)) ? 1 : 0;
    }
    return admitted;
  }

  @Test
  void unknownClientsShareOneLimitASecond() {
    assertEquals(NewcomerRateLimiter.PER_SECOND, admitted(1_000));
    now.addAndGet(100);
    assertEquals(NewcomerRateLimiter.PER_SECOND / 10, admitted(1_000));
    now.addAndGet(3_600_000);
    assertEquals(NewcomerRateLimiter.PER_SECOND, admitted(1_000));
  }

  @Test
  void recentlyKnownClientIsNotLimited() {
    limit.markKnown(client(7));
    admitted(1_000);
    assertTrue(limit.admits(client(7)));
    assertFalse(limit.admits(client(8)));
    now.addAndGet(24 * 3_600_000L + 1);
    admitted(1_000);
    assertFalse(limit.admits(client(7)));
  }

  @Test
  void onlyTheMostRecentClientsAreRemembered() {
    for (int i = 0; i < NewcomerRateLimiter.MAX_KNOWN + 10; i++) {
      limit.markKnown(client(i));
    }
    admitted(1_000);
    assertFalse(limit.admits(client(0)));
    assertTrue(limit.admits(client(NewcomerRateLimiter.MAX_KNOWN + 9)));
  }
}
