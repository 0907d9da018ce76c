package org.kymata.server;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Filter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.kymata.time.MonotonicClock;

/**
 * Keeps the server from logging the same line over and over. Strangers can cause such lines, with a
 * stack trace each, under one lock for all threads, until the log contains nothing else.
 *
 * <p>Lines are the same when their logger, level and kind of error are. Of the same lines at most
 * {@value #MAX_PER_MINUTE} a minute are written; the first line of the next minute says how many
 * were left out. Kymata's own lines are all written.
 */
@Singleton
@Startup
public class LogRateLimiter {

  /** The most lines of one kind a minute. */
  static final int MAX_PER_MINUTE = 20;

  /** Lines of further kinds in the same minute count as one kind. */
  static final int MAX_KINDS = 1_000;

  private static final String OTHER_KINDS = "more kinds of lines than are counted apart";
  private static final String OURS = "org.kymata.";

  private final Map<Handler, Filter> before = new LinkedHashMap<>();

  @PostConstruct
  void start() {
    for (Handler handler : Logger.getLogger("").getHandlers()) {
      before.put(handler, handler.getFilter());
      handler.setFilter(new Limit(handler.getFilter()));
    }
  }

  @PreDestroy
  void stop() {
    before.forEach(Handler::setFilter);
  }

  /** Filters the lines of one handler. */
  static final class Limit implements Filter {
    private final Filter next;
    private final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();
    private volatile long minute;

    Limit(Filter next) {
      this.next = next;
    }

    @Override
    public boolean isLoggable(LogRecord line) {
      if (next != null && !next.isLoggable(line)) {
        return false;
      }
      String logger = line.getLoggerName();
      if (logger == null || logger.startsWith(OURS)) {
        return true;
      }
      long now = MonotonicClock.millis() / 60_000;
      if (now != minute) {
        minute = now;
        reportSuppressed();
      }
      String kind = kind(line);
      if (counts.size() >= MAX_KINDS && !counts.containsKey(kind)) {
        kind = OTHER_KINDS;
      }
      return counts.computeIfAbsent(kind, any -> new AtomicInteger()).incrementAndGet()
          <= MAX_PER_MINUTE;
    }

    private void reportSuppressed() {
      Map<String, AtomicInteger> past = Map.copyOf(counts);
      counts.clear();
      past.forEach(
          (kind, count) -> {
            if (count.get() > MAX_PER_MINUTE) {
              Logger.getLogger(LogRateLimiter.class.getName())
                  .warning(
                      () ->
                          "Left out %d more lines like these within a minute: %s"
                              .formatted(count.get() - MAX_PER_MINUTE, kind));
            }
          });
    }

    private static String kind(LogRecord line) {
      Throwable thrown = line.getThrown();
      String error = thrown == null ? start(line.getMessage()) : thrown.getClass().getName();
      return line.getLevel() + " " + line.getLoggerName() + ": " + error;
    }

    /** The beginning of a message, which similar lines share. */
    private static String start(String message) {
      String text = message == null ? "" : message;
      return text.substring(0, Math.min(40, text.length()));
    }
  }
}
