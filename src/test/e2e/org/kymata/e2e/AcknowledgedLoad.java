package org.kymata.e2e;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A thousand readings a second from four senders, and what the hub acknowledged of them. Each
 * reading's value is its number, so that stored readings can be compared one by one.
 */
final class AcknowledgedLoad implements AutoCloseable {

  /** The metric that is sent. */
  static final String METRIC = "load/number";

  private static final int SENDERS = 4;
  private static final int BATCH = 25;
  private static final int EVERY_MILLIS = 100;

  private final SentNumbers numbers = new SentNumbers();
  private final long firstTime = System.currentTimeMillis() - TimeUnit.HOURS.toMillis(1);
  private ScheduledExecutorService senders;

  /** Starts to send as {@code node}, after the readings that were sent before. */
  void start(ApiClient node) {
    senders = Executors.newScheduledThreadPool(SENDERS);
    for (int i = 0; i < SENDERS; i++) {
      senders.scheduleAtFixedRate(
          () -> send(node), i * EVERY_MILLIS / SENDERS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void send(ApiClient node) {
    int first = numbers.reserve(BATCH);
    JsonArrayBuilder readings = Json.createArrayBuilder();
    for (int number = first; number < first + BATCH; number++) {
      JsonObjectBuilder reading = Json.createObjectBuilder();
      reading.add("metric", METRIC).add("value", number).add("time", firstTime + number);
      readings.add(reading);
    }
    try {
      HttpResponse<String> answer = node.send("POST", "api/readings", readings.build());
      if (answer.statusCode() == 200 && answer.body().contains("\"accepted\":" + BATCH + ",")) {
        numbers.acknowledge(first, BATCH);
      }
    } catch (UncheckedIOException e) {
      // The hub was killed: this batch may have been stored or not.
    }
  }

  int acknowledgedCount() {
    return numbers.acknowledgedCount();
  }

  /** Stops the senders, once each has its answer or its failure. */
  void stop() {
    senders.shutdown();
    try {
      if (!senders.awaitTermination(2, TimeUnit.MINUTES)) {
        throw new AssertionError("a sender hangs");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Compares with what the hub has, as {@link JsonNumbers#check}. */
  void check(InputStream csv) {
    numbers.check(csv);
  }

  @Override
  public void close() {
    if (senders != null) {
      senders.shutdownNow();
    }
  }
}
