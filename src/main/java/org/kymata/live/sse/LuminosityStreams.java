package org.kymata.live.sse;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.kymata.nodes.Nodes;
import org.kymata.readings.Reading;
import org.kymata.readings.ReadingsCommitted;
import org.kymata.readings.SeriesCatalog;
import org.kymata.readings.history.LatestReadings;
import org.kymata.security.Caller;
import org.kymata.security.CallerRevalidator;
import org.kymata.security.SessionEnded;

/**
 * Feeds the pages that show the newest luminosity from {@code /connexion}. One thread, so that each
 * stream gets every reading once: the stored ones first, then the new ones.
 */
@ApplicationScoped
public class LuminosityStreams {

  /** The metric of all streams. */
  static final String METRIC = "luminosity";

  private static final int MAX_STREAMS = 500;
  private static final int MAX_PER_ACCOUNT = MAX_STREAMS / 4;
  private static final long STALLED_MILLIS = 30_000;

  private final Set<LuminosityStream> streams = ConcurrentHashMap.newKeySet();
  private final ThreadPoolExecutor feeder =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(2_000),
          work -> {
            Thread thread = new Thread(work, "kymata-connexion");
            thread.setDaemon(true);
            return thread;
          },
          // A dropped event does no harm: the next one holds the newest readings too.
          new ThreadPoolExecutor.DiscardPolicy());

  @Inject private CallerRevalidator callers;
  @Inject private Nodes nodes;
  @Inject private SeriesCatalog catalog;
  @Inject private LatestReadings latestReadings;

  boolean isFull(Caller.User user) {
    return streams.size() >= MAX_STREAMS
        || streams.stream().filter(each -> each.user().accountId() == user.accountId()).count()
            >= MAX_PER_ACCOUNT;
  }

  void open(LuminosityStream stream) {
    streams.add(stream);
    feeder.execute(() -> stream.start(loadStored(stream)));
  }

  private List<LatestReadings.Result> loadStored(LuminosityStream stream) {
    return nodes.list().stream()
        .filter(node -> stream.includes(node.id()))
        .flatMap(node -> catalog.list(node.id()).stream())
        .filter(series -> series.metric().equals(METRIC) && !series.isText())
        .map(series -> latestReadings.read(series, LastTenReadings.COUNT))
        .toList();
  }

  void close(LuminosityStream stream) {
    if (streams.remove(stream)) {
      stream.close();
    }
  }

  void publish(@Observes ReadingsCommitted committed) {
    if (streams.isEmpty()) {
      return;
    }
    List<Reading> matching =
        committed.readings().stream()
            .filter(each -> each.series().metric().equals(METRIC) && !each.series().isText())
            .toList();
    if (!matching.isEmpty()) {
      feeder.execute(
          () -> streams.forEach(stream -> publish(stream, matching, committed.cursor())));
    }
  }

  private static void publish(LuminosityStream stream, List<Reading> readings, long cursor) {
    List<Reading> own =
        readings.stream().filter(each -> stream.includes(each.series().node())).toList();
    if (!own.isEmpty()) {
      stream.append(own, cursor);
    }
  }

  void closeRevoked(@Observes SessionEnded ended) {
    streams.stream()
        .filter(stream -> stream.user().sessionId().equals(ended.sessionId()))
        .forEach(this::close);
  }

  /** Sends heartbeats, and closes stalled streams and those whose session ended. */
  public void heartbeat(long nowMillis) {
    for (LuminosityStream stream : streams) {
      if (!callers.isCurrent(stream.user()) || stream.stalledMillis(nowMillis) > STALLED_MILLIS) {
        close(stream);
      } else {
        stream.sendHeartbeat();
      }
    }
  }

  @PreDestroy
  void stop() {
    feeder.shutdownNow();
    streams.forEach(this::close);
  }
}
