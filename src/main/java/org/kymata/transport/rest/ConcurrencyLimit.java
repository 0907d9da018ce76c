package org.kymata.transport.rest;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.kymata.metrics.MetricSink;
import org.kymata.metrics.MetricSource;

/**
 * Limits the requests that keep a thread of the server waiting. The server has few threads (48 with
 * {@code ./run}) and reads bodies on them; a client that sends half a body, or calls without end,
 * gets some of them and never all. Thread-safe.
 */
@ApplicationScoped
public class ConcurrencyLimit implements MetricSource {

  /** Limit of unfinished bodies of one address. */
  static final int MAX_SLOW_PER_ADDRESS = 8;

  /** Limit of all unfinished bodies. */
  static final int MAX_SLOW = 24;

  /** Limit of all unfinished login forms, in addition to {@link #MAX_SLOW}. */
  static final int MAX_SLOW_FORMS = 8;

  /** Limit of unfinished login forms of one address. */
  static final int MAX_SLOW_FORMS_PER_ADDRESS = 4;

  /** Limit of concurrent calls of one node. */
  static final int MAX_CALLS_PER_NODE = 24;

  /** Limit of gzip bodies read at a time: 1 KB of them can inflate to 1 MiB. */
  static final int MAX_GZIP_BODIES = 16;

  private final Semaphore gzipBodies = new Semaphore(MAX_GZIP_BODIES);
  private final Map<String, Integer> slowByAddress = new ConcurrentHashMap<>();
  private final Map<String, Integer> callsByNode = new ConcurrentHashMap<>();
  private final Map<String, Integer> slowFormsByAddress = new ConcurrentHashMap<>();
  private final AtomicInteger slow = new AtomicInteger();
  private final AtomicInteger slowForms = new AtomicInteger();
  private final LongAdder rejected = new LongAdder();

  /** Acquires a place for an unfinished body; false when there is none. */
  boolean tryAcquireSlowBody(String address) {
    if (slow.incrementAndGet() <= MAX_SLOW
        && tryAcquire(slowByAddress, address, MAX_SLOW_PER_ADDRESS)) {
      return true;
    }
    slow.decrementAndGet();
    rejected.increment();
    return false;
  }

  /** Releases a place of {@link #tryAcquireSlowBody}. */
  void releaseSlowBody(String address) {
    release(slowByAddress, address);
    slow.decrementAndGet();
  }

  /** Acquires a place for an unfinished login form; false when there is none. */
  boolean tryAcquireSlowForm(String address) {
    if (slowForms.incrementAndGet() <= MAX_SLOW_FORMS
        && tryAcquire(slowFormsByAddress, address, MAX_SLOW_FORMS_PER_ADDRESS)) {
      return true;
    }
    slowForms.decrementAndGet();
    rejected.increment();
    return false;
  }

  /** Releases a place of {@link #tryAcquireSlowForm}. */
  void releaseSlowForm(String address) {
    release(slowFormsByAddress, address);
    slowForms.decrementAndGet();
  }

  /** Acquires a place for a call of a node; false when the node has as many as it may. */
  boolean tryAcquireCall(String node) {
    if (tryAcquire(callsByNode, node, MAX_CALLS_PER_NODE)) {
      return true;
    }
    rejected.increment();
    return false;
  }

  /** Releases a place of {@link #tryAcquireCall}. */
  void releaseCall(String node) {
    release(callsByNode, node);
  }

  /** Acquires a place for a gzip body; false when there is none. */
  boolean tryAcquireGzipBody() {
    boolean acquired = gzipBodies.tryAcquire();
    if (!acquired) {
      rejected.increment();
    }
    return acquired;
  }

  /** Releases a place of {@link #tryAcquireGzipBody}. */
  void releaseGzipBody() {
    gzipBodies.release();
  }

  private static boolean tryAcquire(Map<String, Integer> counts, String key, int max) {
    // The count exceeds the limit only briefly, until the release below.
    if (counts.merge(key, 1, Integer::sum) <= max) {
      return true;
    }
    release(counts, key);
    return false;
  }

  private static void release(Map<String, Integer> counts, String key) {
    counts.computeIfPresent(key, (any, count) -> count == 1 ? null : count - 1);
  }

  @Override
  public void writeMetrics(MetricSink sink) {
    sink.gauge(
        "kymata_http_slow_bodies",
        "Requests with an unfinished body.",
        slow.get() + slowForms.get());
    sink.counter(
        "kymata_http_calls_turned_away_total",
        "Requests rejected since their sender had too many at once.",
        rejected.sum());
  }
}
