package org.kymata.transport.websocket;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.kymata.metrics.MetricSink;
import org.kymata.metrics.MetricSource;
import org.kymata.nodes.Transport;

/**
 * Sends replies to nodes off the intake's thread, whose time belongs to the next commit. Bounded: a
 * reply beyond what waits already is dropped and counted; the node repeats what nobody
 * acknowledged.
 */
@ApplicationScoped
public class ReplyExecutor implements MetricSource {

  private static final int MAX_WAITING = 50_000;

  private final LongAdder dropped = new LongAdder();
  private final ThreadPoolExecutor sender =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(MAX_WAITING),
          work -> {
            Thread thread = new Thread(work, "kymata-replies");
            thread.setDaemon(true);
            return thread;
          },
          (work, executor) -> dropped.increment());

  void send(OutboundQueue outbox, String frame) {
    sender.execute(() -> outbox.send(frame));
  }

  /** Runs {@code sending}, which must not block, in its turn with the replies. */
  public void execute(Runnable sending) {
    sender.execute(sending);
  }

  /** How many replies were dropped since the start. */
  public long droppedCount() {
    return dropped.sum();
  }

  @Override
  public void writeMetrics(MetricSink sink) {
    sink.counter(
        "kymata_replies_dropped_total",
        "Replies left out since nobody read them, of this door.",
        droppedCount(),
        "door",
        Transport.WS.wireName());
    sink.gauge(
        "kymata_replies_waiting",
        "Replies to nodes that wait to be sent.",
        sender.getQueue().size());
  }

  @PreDestroy
  void stop() {
    sender.shutdownNow();
  }
}
