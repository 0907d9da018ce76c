package org.kymata.server;

import jakarta.enterprise.context.ApplicationScoped;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.kymata.metrics.MetricSink;
import org.kymata.metrics.MetricSource;
import org.kymata.time.MonotonicClock;

/** Counts the clients that closed the connection before their response was written. Thread-safe. */
@ApplicationScoped
public class ClientAborts implements MetricSource {

  private static final Logger LOG = System.getLogger(ClientAborts.class.getName());
  private static final long LOG_INTERVAL_MILLIS = 60_000;

  private final LongAdder total = new LongAdder();
  private final AtomicLong loggedMillis =
      new AtomicLong(MonotonicClock.millis() - LOG_INTERVAL_MILLIS);

  /** Counts an aborted response; logs at most once a minute. */
  void count(Throwable fault) {
    total.increment();
    long now = MonotonicClock.millis();
    long before = loggedMillis.get();
    if (now - before >= LOG_INTERVAL_MILLIS && loggedMillis.compareAndSet(before, now)) {
      LOG.log(
          Level.INFO,
          "A client closed its connection before its response was written ({0}); {1} since the"
              + " start",
          fault.toString(),
          String.valueOf(total.sum()));
    }
  }

  @Override
  public void writeMetrics(MetricSink sink) {
    sink.counter(
        "kymata_http_client_aborts_total",
        "Requests whose client closed the connection before the response was written.",
        total.sum());
  }
}
