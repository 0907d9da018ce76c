package org.kymata.e2e;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A thousand readings a second from four senders, and what the hub acknowledged of them. Each
 * reading's value is its number, so that what is stored can be compared one by one.
 */
final class Load implements AutoCloseable {

  /** Name of the metric that is sent. */
  static final String METRIC = "load/number";

  private static final int SENDERS = 4;
  private static final int BATCH = 25;
  private static final int EVERY_MILLIS = 100;

  private final BitSet sent = new BitSet();
  private final BitSet acknowledged = new BitSet();
  private final long firstTime = System.currentTimeMillis() - TimeUnit.HOURS.toMillis(1);
  private ScheduledExecutorService senders;

  /** Begins to send as {@code node}, after the readings that were sent before. */
  void start(Api node) {
    senders = Executors.newScheduledThreadPool(SENDERS);
    for (int i = 0; i < SENDERS; i++) {
      senders.scheduleAtFixedRate(
          () -> send(node), i * EVERY_MILLIS / SENDERS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void send(Api node) {
    int first = take();
    JsonArrayBuilder readings = Json.createArrayBuilder();
    for (int number = first; number < first + BATCH; number++) {
      JsonObjectBuilder reading = Json.createObjectBuilder();
      reading.add("metric", METRIC).add("value", number).add("time", firstTime + number);
      readings.add(reading);
    }
    try {
      HttpResponse<String> answer = node.send("POST", "api/readings", readings.build());
      if (answer.statusCode() == 200 && answer.body().contains("\"accepted\":" + BATCH + ",")) {
        synchronized (this) {
          acknowledged.set(first, first + BATCH);
        }
      }
    } catch (UncheckedIOException e) {
      // The hub was killed: nobody knows whether this batch was stored.
    }
  }

  private synchronized int take() {
    int first = sent.length();
    sent.set(first, first + BATCH);
    return first;
  }

  synchronized int acknowledgedCount() {
    return acknowledged.cardinality();
  }

  /** Ends the senders, when each has its answer or its failure. */
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

  /**
   * Compares with what the hub has: every acknowledged reading once, no reading twice, none that
   * was never sent.
   *
   * @throws AssertionError naming the numbers that are wrong
   */
  synchronized void check(InputStream csv) {
    BitSet stored = new BitSet();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(csv, StandardCharsets.UTF_8))) {
      lines.readLine();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int number = (int) Double.parseDouble(line.split(",")[3]);
        if (stored.get(number)) {
          throw new AssertionError("stored twice: " + line);
        }
        stored.set(number);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    BitSet lost = (BitSet) acknowledged.clone();
    lost.andNot(stored);
    stored.andNot(sent);
    if (!lost.isEmpty() || !stored.isEmpty()) {
      throw new AssertionError(
          "acknowledged and lost: "
              + lost.cardinality()
              + " of "
              + acknowledged.cardinality()
              + " "
              + lost
              + "; never sent: "
              + stored);
    }
  }

  @Override
  public void close() {
    if (senders != null) {
      senders.shutdownNow();
    }
  }
}
