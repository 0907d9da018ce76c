package org.kymata.live;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.kymata.readings.Reading;
import org.kymata.readings.Series;
import org.kymata.readings.history.Backlog;

/** Fetches what pages missed, off the feed's thread, a few at a time. */
@ApplicationScoped
public class BacklogLoader {

  /**
   * A wish to watch.
   *
   * @param id of the frame that asked; null when none is to be repeated
   * @param topics what is to be watched
   * @param from where on readings are missing
   */
  public record SubscribeRequest(String id, Set<Topics.Topic> topics, Backlog.Position from) {}

  private static final Logger LOG = System.getLogger(BacklogLoader.class.getName());

  private final ThreadPoolExecutor loaders =
      new ThreadPoolExecutor(
          2,
          2,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(4_000),
          work -> {
            Thread thread = new Thread(work, "kymata-backlog");
            thread.setDaemon(true);
            return thread;
          });

  @Inject private Backlog backlog;

  long newestStoredCursor() {
    return backlog.newestStoredCursor();
  }

  /** Brings {@code browser} what was stored up to {@code cursor}; it then goes live by itself. */
  void load(LiveClient browser, SubscribeRequest join, long cursor) {
    if (join.from().isEmpty()) {
      browser.endBacklog(LiveFrameEncoder.backlog(join.id(), List.of(), cursor, true));
      return;
    }
    try {
      loaders.execute(() -> browser.endBacklog(loadFrame(join, cursor)));
    } catch (RejectedExecutionException e) {
      browser.endBacklog(LiveFrameEncoder.backlog(join.id(), List.of(), cursor, false));
    }
  }

  private String loadFrame(SubscribeRequest join, long cursor) {
    Topics topics = Topics.NONE.plus(join.topics());
    try {
      Optional<List<Reading>> missed =
          backlog.read(join.from(), cursor, (Series series) -> topics.includes(series));
      return LiveFrameEncoder.backlog(
          join.id(), missed.orElse(List.of()), cursor, missed.isPresent());
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "a backlog could not be read", e);
      return LiveFrameEncoder.backlog(join.id(), List.of(), cursor, false);
    }
  }

  @PreDestroy
  void stop() {
    loaders.shutdownNow();
  }
}
