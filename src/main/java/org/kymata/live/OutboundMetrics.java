package org.kymata.live;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.kymata.metrics.MetricSink;
import org.kymata.metrics.MetricSource;

/** Counts frames and bytes sent to pages. Thread-safe. */
@ApplicationScoped
public class OutboundMetrics implements MetricSource {

  private record Sized(String frame, int bytes) {}

  private final LongAdder frames = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private final LongAdder stalled = new LongAdder();
  // A frame goes to many clients in turn: its length is computed once.
  private volatile Sized last = new Sized("", 0);

  @Inject private LiveFeed feed;

  /** Wraps {@code channel} so that its frames are counted. */
  LiveChannel counted(LiveChannel channel) {
    return new LiveChannel() {
      @Override
      public void send(String frame, Consumer<Boolean> done) {
        frames.increment();
        bytes.add(bytesOf(frame));
        channel.send(frame, done);
      }

      @Override
      public void close(int code, String reason) {
        channel.close(code, reason);
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
      // Each half of a surrogate pair is two of its four bytes.
      length += c < 0x80 ? 0 : c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
    }
    return length;
  }

  /** Counts readings dropped for a slow client. */
  void dropped(int readings) {
    dropped.add(readings);
  }

  /** Counts a client that was closed because it did not read. */
  void stalled() {
    stalled.increment();
  }

  @Override
  public void writeMetrics(MetricSink sink) {
    sink.gauge("kymata_browsers", "Pages with an open live connection.", feed.clientCount());
    sink.counter("kymata_live_frames_total", "Frames sent to pages.", frames.sum());
    sink.counter(
        "kymata_live_bytes_total",
        "Bytes of these frames, without what WebSocket or SSE add.",
        bytes.sum());
    sink.counter(
        "kymata_live_dropped_readings_total",
        "Readings dropped for pages that were too slow for them.",
        dropped.sum());
    sink.counter(
        "kymata_live_stalled_browsers_total",
        "Pages closed since they read nothing for 30 s.",
        stalled.sum());
    sink.gauge(
        "kymata_live_waiting_readings",
        "Readings that wait to be sent in a frame.",
        feed.bufferedCount());
  }
}
