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

/** Loads the readings that clients missed, a few clients at a time, on threads of its own. */
@ApplicationScoped
public class BacklogLoader {

  /**
   * A request to subscribe.
   *
   * @param id of the request's frame, to be repeated in the answer; null for none
   * @param topics the topics to subscribe
   * @param from from where on readings are missing
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

  /**
   * Sends {@code client} the readings stored up to {@code cursor}; after them it gets live
   * readings.
   */
  void load(LiveClient client, SubscribeRequest request, long cursor) {
    if (request.from().isEmpty()) {
      client.endBacklog(LiveFrameEncoder.backlog(request.id(), List.of(), cursor, true));
      return;
    }
    try {
      loaders.execute(() -> client.endBacklog(loadFrame(request, cursor)));
    } catch (RejectedExecutionException e) {
      client.endBacklog(LiveFrameEncoder.backlog(request.id(), List.of(), cursor, false));
    }
  }

  private String loadFrame(SubscribeRequest request, long cursor) {
    Topics topics = Topics.NONE.plus(request.topics());
    try {
      Optional<List<Reading>> missed =
          backlog.read(request.from(), cursor, (Series series) -> topics.includes(series));
      return LiveFrameEncoder.backlog(
          request.id(), missed.orElse(List.of()), cursor, missed.isPresent());
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "a backlog could not be read", e);
      return LiveFrameEncoder.backlog(request.id(), List.of(), cursor, false);
    }
  }

  @PreDestroy
  void stop() {
    loaders.shutdownNow();
  }
}
