package org.kymata.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoginThrottleTest {

  private static final long HOUR = 3_600_000;
  private static final long LONGEST = 30_000;

  private final LoginThrottle throttle = new LoginThrottle(LONGEST);

  private void fail(String key, int times, long now) {
    for (int i = 0; i < times; i++) {
      throttle.failed(key, now);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 0",
    "4, 0",
    "5, 1000",
    "6, 2000",
    "7, 4000",
    "8, 8000",
    "9, 16000",
    "10, 30000",
    "11, 30000",
    "100, 30000",
    "1000, 30000"
  })
  void waitDoublesWithEachWrongPasswordUpToTheLongest(int failures, long wait) {
    fail("admin", failures, 5);
    assertEquals(wait, throttle.waitMillis("admin", 5));
  }

  @Test
  void waitRunsFromTheLastTry() {
    fail("admin", 6, 1_000);
    assertEquals(500, throttle.waitMillis("admin", 2_500));
    assertEquals(0, throttle.waitMillis("admin", 3_000));
    throttle.failed("admin", 3_000);
    assertEquals(4_000, throttle.waitMillis("admin", 3_000));
  }

  @Test
  void rightPasswordForgetsTheWrongOnes() {
    fail("admin", 20, 5);
    throttle.succeeded("admin");
    assertEquals(0, throttle.waitMillis("admin", 5));
    assertEquals(0, throttle.size());
  }

  @Test
  void wrongPasswordsAreForgottenAfterAnHour() {
    fail("admin", 20, 5);
    assertEquals(0, throttle.waitMillis("admin", 5 + HOUR + 1));
    throttle.failed("admin", 5 + HOUR + 1);
    assertEquals(0, throttle.waitMillis("admin", 5 + HOUR + 1));
  }

  @Test
  void keysDoNotDisturbEachOther() {
    fail("admin", 20, 5);
    assertEquals(0, throttle.waitMillis("someone", 5));
  }

  @Test
  void memoryIsBoundedAndHoldsTheNewest() {
    for (int i = 0; i < 50_000; i++) {
      throttle.failed("name" + i, i);
    }
    assertTrue(throttle.size() <= 10_000);
    fail("name49999", 4, 50_000);
    assertEquals(1_000, throttle.waitMillis("name49999", 50_000));
  }

  @Test
  void askingDoesNotRemember() {
    for (int i = 0; i < 1_000; i++) {
      throttle.waitMillis("name" + i, 5);
    }
    assertEquals(0, throttle.size());
  }

  @Test
  void triesAtOnceWaitAsLongAsOneAfterAnother() {
    for (int i = 0; i < 5; i++) {
      assertEquals(0, throttle.begin("admin", 5));
    }
    assertEquals(1_000, throttle.begin("admin", 5));
    assertEquals(1_000, throttle.begin("admin", 5));
    throttle.withdraw("admin");
    assertEquals(0, throttle.begin("admin", 5));
  }

  @Test
  void withdrawnTryIsForgotten() {
    throttle.begin("admin", 5);
    throttle.withdraw("admin");
    throttle.withdraw("admin");
    assertEquals(0, throttle.size());
  }
}
