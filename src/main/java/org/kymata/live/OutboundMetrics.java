package org.kymata.live;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.kymata.metrics.MetricSink;
import org.kymata.metrics.MetricSource;

/** Counts what goes out to pages. Thread-safe. */
@ApplicationScoped
public class OutboundMetrics implements MetricSource {

  private record Sized(String frame, int bytes) {}

  private final LongAdder frames = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private final LongAdder stalled = new LongAdder();
  // One frame goes to many pages, one after the other: it is measured once.
  private volatile Sized last = new Sized("", 0);

  @Inject private LiveFeed feed;

  /** {@code link}, counted. */
  LiveChannel counted(LiveChannel link) {
    return new LiveChannel() {
      @Override
      public void send(String frame, Consumer<Boolean> done) {
        frames.increment();
        bytes.add(bytesOf(frame));
        link.send(frame, done);
      }

      @Override
      public void close(int code, String reason) {
        link.close(code, reason);
      }
    };
  }

  private int bytesOf(String frame) {
    Sized known = last;
    if (known.frame != frame) {
      known = new Sized(frame, utf8Length(frame));
      last = known;
    }
    return known.bytes;
  }

  private static int utf8Length(String text) {
    int length = text.length();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      // Half of a pair is two of its four bytes.
      length += c < 0x80 ? 0 : c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
    }
    return length;
  }

  /** Readings were left out for a page that was too slow for them. */
  void dropped(int readings) {
    dropped.add(readings);
  }

  /** A page was let go since it took nothing. */
  void stalled() {
    stalled.increment();
  }

  @Override
  public void writeMetrics(MetricSink sink) {
    sink.gauge("kymata_browsers", "Pages that follow live.", feed.clientCount());
    sink.counter("kymata_live_frames_total", "Frames handed to pages.", frames.sum());
    sink.counter(
        "kymata_live_bytes_total",
        "Bytes of these frames, without what WebSocket or SSE add.",
        bytes.sum());
    sink.counter(
        "kymata_live_dropped_readings_total",
        "Readings left out for pages that were too slow for them.",
        dropped.sum());
    sink.counter(
        "kymata_live_stalled_browsers_total",
        "Pages let go since they took nothing for 30 s.",
        stalled.sum());
    sink.gauge(
        "kymata_live_waiting_readings",
        "Readings that wait for their frame.",
        feed.bufferedCount());
  }
}
