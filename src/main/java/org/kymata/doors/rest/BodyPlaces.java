package org.kymata.doors.rest;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.kymata.platform.metrics.MetricSink;
import org.kymata.platform.metrics.MetricSource;

/**
 * Places for requests that keep a thread of the server waiting. The server has few threads (48 by
 * {@code ./run}) and reads bodies on them: whoever sends half a body, or calls without an end, may
 * have some of them and never all. Thread-safe.
 */
@ApplicationScoped
public class BodyPlaces implements MetricSource {

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
  static final int MAX_INFLATED = 16;

  private final Semaphore inflated = new Semaphore(MAX_INFLATED);
  private final Map<String, Integer> slowByAddress = new ConcurrentHashMap<>();
  private final Map<String, Integer> callsByNode = new ConcurrentHashMap<>();
  private final Map<String, Integer> slowFormsByAddress = new ConcurrentHashMap<>();
  private final AtomicInteger slow = new AtomicInteger();
  private final AtomicInteger slowForms = new AtomicInteger();
  private final LongAdder refused = new LongAdder();

  /** Takes a place for a body that is not whole; false when there is none. */
  boolean enterSlow(String address) {
    if (slow.incrementAndGet() <= MAX_SLOW && enter(slowByAddress, address, MAX_SLOW_PER_ADDRESS)) {
      return true;
    }
    slow.decrementAndGet();
    refused.increment();
    return false;
  }

  /** Gives a place of {@link #enterSlow} back. */
  void leaveSlow(String address) {
    leave(slowByAddress, address);
    slow.decrementAndGet();
  }

  /** Takes a place for a login form that is not whole; false when there is none. */
  boolean enterSlowForm(String address) {
    if (slowForms.incrementAndGet() <= MAX_SLOW_FORMS
        && enter(slowFormsByAddress, address, MAX_SLOW_FORMS_PER_ADDRESS)) {
      return true;
    }
    slowForms.decrementAndGet();
    refused.increment();
    return false;
  }

  /** Gives a place of {@link #enterSlowForm} back. */
  void leaveSlowForm(String address) {
    leave(slowFormsByAddress, address);
    slowForms.decrementAndGet();
  }

  /** Takes a place for a call of a node; false when it has as many as it may. */
  boolean enterCall(String node) {
    if (enter(callsByNode, node, MAX_CALLS_PER_NODE)) {
      return true;
    }
    refused.increment();
    return false;
  }

  /** Gives a place of {@link #enterCall} back. */
  void leaveCall(String node) {
    leave(callsByNode, node);
  }

  /** Takes a place for a gzip body; false when there is none. */
  boolean enterInflated() {
    boolean entered = inflated.tryAcquire();
    if (!entered) {
      refused.increment();
    }
    return entered;
  }

  /** Gives a place of {@link #enterInflated} back. */
  void leaveInflated() {
    inflated.release();
  }

  private static boolean enter(Map<String, Integer> places, String who, int most) {
    // Over the limit only for a moment, by those who are about to leave again.
    if (places.merge(who, 1, Integer::sum) <= most) {
      return true;
    }
    leave(places, who);
    return false;
  }

  private static void leave(Map<String, Integer> places, String who) {
    places.computeIfPresent(who, (any, count) -> count == 1 ? null : count - 1);
  }

  @Override
  public void tell(MetricSink sink) {
    sink.gauge(
        "kymata_http_slow_bodies",
        "Requests whose body is waited for.",
        slow.get() + slowForms.get());
    sink.counter(
        "kymata_http_calls_turned_away_total",
        "Requests turned away since their sender had as many at once as it may.",
        refused.sum());
  }
}
