package org.kymata.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class LogRateLimiterTest {

  private final LogRateLimiter.Limit limit = new LogRateLimiter.Limit(null);

  private static LogRecord line(String logger, String message, Throwable thrown) {
    LogRecord line = new LogRecord(Level.WARNING, message);
    line.setLoggerName(logger);
    line.setThrown(thrown);
    return line;
  }

  private int written(int times, String logger, Throwable thrown) {
    int written = 0;
    for (int i = 0; i < times; i++) {
      String message = i + ": Servlet.service() threw exception";
      written += limit.isLoggable(line(logger, message, thrown)) ? 1 : 0;
    }
    return written;
  }

  @Test
  void linesOfOneErrorAreLimitedAndOthersAreNot() {
    assertEquals(
        LogRateLimiter.MAX_PER_MINUTE,
        written(1_000, "jakarta.enterprise.web", new IOException("gone")));
    assertTrue(
        limit.isLoggable(line("jakarta.enterprise.web", "x", new IllegalStateException("own"))));
    assertTrue(limit.isLoggable(line("jakarta.enterprise.web.core", "x", new IOException("y"))));
  }

  @Test
  void linesOfKymataAreAllWritten() {
    assertEquals(1_000, written(1_000, "org.kymata.security.Accounts", new IOException("gone")));
  }

  @Test
  void whatAnotherFilterLeavesOutStaysOut() {
    LogRateLimiter.Limit behind = new LogRateLimiter.Limit(any -> false);
    assertFalse(behind.isLoggable(line("org.kymata.security.Accounts", "x", null)));
  }

  @Test
  void kindsBeyondTheMostCountAsOne() {
    for (int i = 0; i < LogRateLimiter.MAX_KINDS; i++) {
      assertTrue(limit.isLoggable(line("logger-" + i, "x", null)));
    }
    int written = 0;
    for (int i = 0; i < 1_000; i++) {
      written += limit.isLoggable(line("further-" + i, "x", null)) ? 1 : 0;
    }
    assertEquals(LogRateLimiter.MAX_PER_MINUTE, written);
    assertTrue(limit.isLoggable(line("logger-7", "x", null)));
  }
}
