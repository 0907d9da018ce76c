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
 * Sends replies to nodes on a thread of its own, so that the ingest thread is free for the next
 * commit. Bounded: when the queue is full, a reply is dropped and counted; a node sends again what
 * the hub did not acknowledge.
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

  void send(OutboundQueue queue, String frame) {
    sender.execute(() -> queue.send(frame));
  }

  /** Runs {@code task}, which must not block, in order with the replies. */
  public void execute(Runnable task) {
    sender.execute(task);
  }

  /** Number of replies dropped since the start. */
  public long droppedCount() {
    return dropped.sum();
  }

  @Override
  public void writeMetrics(MetricSink sink) {
    sink.counter(
        "kymata_replies_dropped_total",
        "Replies dropped because the other end did not read them, of this transport.",
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
