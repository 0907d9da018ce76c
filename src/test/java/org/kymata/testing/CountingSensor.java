package org.kymata.testing;

import java.util.concurrent.atomic.AtomicInteger;
import org.kymata.testing.Hub.Sensor;

/** A node that sends 0, 1, 2, … without pause, each in its own request, some of them late. */
public final class CountingSensor implements AutoCloseable {

  private static final long LATE_MILLIS = 300_000;

  private final Sensor sensor;
  private final String metric;
  private final AtomicInteger count = new AtomicInteger();
  private final Thread thread = new Thread(this::write, "number-writer");
  private volatile boolean stopping;

  /** A sensor that does not send yet. */
  public CountingSensor(Sensor sensor, String metric) {
    this.sensor = sensor;
    this.metric = metric;
  }

  /** Starts sending. */
  public void start() {
    thread.start();
  }

  private void write() {
    while (!stopping) {
      int number = count.get();
      long late = number % 10 == 9 ? LATE_MILLIS : 0;
      String reading =
          "{\"metric\":\"%s\",\"value\":%d,\"time\":%d}"
              .formatted(metric, number, System.currentTimeMillis() - late);
      HubResponse answer = sensor.client().post("api/readings", reading);
      if (answer.status() != 200) {
        throw new AssertionError(answer.toString());
      }
      count.incrementAndGet();
    }
  }

  /** How many numbers were stored: those from 0 to one less. */
  public int count() {
    return count.get();
  }

  /** Stops; what was begun is stored. */
  public void stop() {
    stopping = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    stop();
  }
}
