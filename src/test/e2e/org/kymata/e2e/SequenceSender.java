package org.kymata.e2e;

import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A node that sends 1, 2, 3 … ten times a second and repeats a number, with its time, until it is
 * acknowledged; a number that was stored although its answer was lost is therefore the same
 * reading.
 */
final class SequenceSender implements AutoCloseable {

  private static final int EVERY_MILLIS = 100;

  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final AtomicLong acknowledged = new AtomicLong();
  private final ApiClient node;
  private final String metric;
  private long time;

  private SequenceSender(ApiClient node, String metric) {
    this.node = node;
    this.metric = metric;
  }

  static SequenceSender start(ApiClient node, String metric) {
    SequenceSender ticker = new SequenceSender(node, metric);
    ticker.clock.scheduleAtFixedRate(ticker::sendNext, 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    return ticker;
  }

  private void sendNext() {
    long number = acknowledged.get() + 1;
    if (time == 0) {
      time = System.currentTimeMillis();
    }
    String reading = "{\"metric\":\"%s\",\"value\":%d,\"time\":%d}".formatted(metric, number, time);
    try {
      HttpResponse<String> answer = node.post("api/readings", reading);
      if (answer.statusCode() == 200) {
        time = 0;
        acknowledged.incrementAndGet();
      }
    } catch (UncheckedIOException e) {
      // The hub is down: the same number again.
    }
  }

  long acknowledged() {
    return acknowledged.get();
  }

  void awaitMore(long count) {
    long enough = acknowledged() + count;
    Timeouts.until(count + " more readings", () -> acknowledged() >= enough);
  }

  /** Stops, and returns how many were acknowledged. */
  long stop() {
    clock.shutdown();
    try {
      clock.awaitTermination(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return acknowledged();
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
