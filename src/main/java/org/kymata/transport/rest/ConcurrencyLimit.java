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
 * Places for requests that keep a thread of the server waiting. The server has few threads (48 by
 * {@code ./run}) and reads bodies on them: whoever sends half a body, or calls without an end, may
 * have some of them and never all. Thread-safe.
 */
@ApplicationScoped
public class ConcurrencyLimit implements MetricSource {

  /** The most bodies of one address whose rest is waited for. */
  static final int MAX_SLOW_PER_ADDRESS = 8;

  /** The most bodies of all whose rest is waited for. */
  static final int MAX_SLOW = 24;

  /**
   * The most login forms whose rest is waited for: places of their own beside {@link #MAX_SLOW}.
   */
  static final int MAX_SLOW_FORMS = 8;

  /** The most of them of one address. */
  static final int MAX_SLOW_FORMS_PER_ADDRESS = 4;

  /** The most calls of one node at a time. */
  static final int MAX_CALLS_PER_NODE = 24;

  /** The most gzip bodies that are read at a time: each may come to 1 MiB out of 1 KB. */
  static final int MAX_GZIP_BODIES = 16;

  private final Semaphore gzipBodies = new Semaphore(MAX_GZIP_BODIES);
  private final Map<String, Integer> slowByAddress = new ConcurrentHashMap<>();
  private final Map<String, Integer> callsByNode = new ConcurrentHashMap<>();
  private final Map<String, Integer> slowFormsByAddress = new ConcurrentHashMap<>();
  private final AtomicInteger slow = new AtomicInteger();
  private final AtomicInteger slowForms = new AtomicInteger();
  private final LongAdder rejected = new LongAdder();

  /** Takes a place for a body that is not whole; false when there is none. */
  boolean tryAcquireSlowBody(String address) {
    if (slow.incrementAndGet() <= MAX_SLOW
        && tryAcquire(slowByAddress, address, MAX_SLOW_PER_ADDRESS)) {
      return true;
    }
    slow.decrementAndGet();
    rejected.increment();
    return false;
  }

  /** Gives a place of {@link #tryAcquireSlowBody} back. */
  void releaseSlowBody(String address) {
    release(slowByAddress, address);
    slow.decrementAndGet();
  }

  /** Takes a place for a login form that is not whole; false when there is none. */
  boolean tryAcquireSlowForm(String address) {
    if (slowForms.incrementAndGet() <= MAX_SLOW_FORMS
        && tryAcquire(slowFormsByAddress, address, MAX_SLOW_FORMS_PER_ADDRESS)) {
      return true;
    }
    slowForms.decrementAndGet();
    rejected.increment();
    return false;
  }

  /** Gives a place of {@link #tryAcquireSlowForm} back. */
  void releaseSlowForm(String address) {
    release(slowFormsByAddress, address);
    slowForms.decrementAndGet();
  }

  /** Takes a place for a call of a node; false when it has as many as it may. */
  boolean tryAcquireCall(String node) {
    if (tryAcquire(callsByNode, node, MAX_CALLS_PER_NODE)) {
      return true;
    }
    rejected.increment();
    return false;
  }

  /** Gives a place of {@link #tryAcquireCall} back. */
  void releaseCall(String node) {
    release(callsByNode, node);
  }

  /** Takes a place for a gzip body; false when there is none. */
  boolean tryAcquireGzipBody() {
    boolean entered = gzipBodies.tryAcquire();
    if (!entered) {
      rejected.increment();
    }
    return entered;
  }

  /** Gives a place of {@link #tryAcquireGzipBody} back. */
  void releaseGzipBody() {
    gzipBodies.release();
  }

  private static boolean tryAcquire(Map<String, Integer> places, String who, int most) {
    // Over the limit only for a moment, by those who are about to leave again.
    if (places.merge(who, 1, Integer::sum) <= most) {
      return true;
    }
    release(places, who);
    return false;
  }

  private static void release(Map<String, Integer> places, String who) {
    places.computeIfPresent(who, (any, count) -> count == 1 ? null : count - 1);
  }

  @Override
  public void writeMetrics(MetricSink sink) {
    sink.gauge(
        "kymata_http_slow_bodies",
        "Requests whose body is waited for.",
        slow.get() + slowForms.get());
    sink.counter(
        "kymata_http_calls_turned_away_total",
        "Requests turned away since their sender had as many at once as it may.",
        rejected.sum());
  }
}
