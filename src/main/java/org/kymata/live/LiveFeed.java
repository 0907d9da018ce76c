package org.kymata.live;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.kymata.config.Settings;
import org.kymata.errors.DomainException;
import org.kymata.errors.DomainException.Kind;
import org.kymata.json.Envelope;
import org.kymata.readings.Reading;
import org.kymata.readings.ReadingsCommitted;
import org.kymata.readings.Series;
import org.kymata.security.Caller;

/**
 * Sends committed readings to the clients that subscribed them. One thread: when idle, it sends a
 * reading at once; when busy, it sends the readings of a tick as one frame. It encodes a frame once
 * for all clients with the same topics.
 */
@ApplicationScoped
public class LiveFeed {

  private static final Logger LOG = System.getLogger(LiveFeed.class.getName());

  private static final int MAX_BUFFERED_READINGS = 100_000;
  private static final int MAX_CLIENTS = 2_000;
  private static final int MAX_PER_ACCOUNT = MAX_CLIENTS / 4;
  private static final int MAX_QUEUED_TASKS = 20_000;
  private static final int GOING_AWAY = 1001;
  private static final long STALLED_MILLIS = 30_000;

  private final Object lock = new Object();
  private final Set<LiveClient> clients = ConcurrentHashMap.newKeySet();

  // Guarded by lock: the input of the feed thread's next run.
  private List<Reading> bufferedReadings = new ArrayList<>();
  private Set<Series> overflowed = new LinkedHashSet<>();
  private int overflow;
  private long bufferedCursor;
  private List<Runnable> queuedTasks = new ArrayList<>();
  private boolean stopping;

  // Used by the feed's thread only.
  private long sentCursor;
  private Thread thread;

  @Inject private Settings settings;
  @Inject private BacklogLoader backlogLoader;
  @Inject private WelcomeFrames welcomeFrames;

  @Resource private ManagedThreadFactory threads;

  @PostConstruct
  void start() {
    sentCursor = backlogLoader.newestStoredCursor();
    thread = threads.newThread(this::runLoop);
    thread.setName("kymata-live");
    thread.start();
  }

  @PreDestroy
  void stop() {
    synchronized (lock) {
      stopping = true;
      lock.notifyAll();
    }
    clients.forEach(client -> client.close(GOING_AWAY, "the hub is stopping"));
  }

  /** Whether no more clients are accepted, in total or for this account. */
  public boolean isFull(Caller.Reader user) {
    return clients.size() >= MAX_CLIENTS
        || clients.size() >= MAX_PER_ACCOUNT && count(user.account()) >= MAX_PER_ACCOUNT;
  }

  private long count(String account) {
    return clients.stream().filter(each -> each.user().account().equals(account)).count();
  }

  /** Adds a client and sends it the welcome frame. */
  public void open(LiveClient client) {
    clients.add(client);
    client.enqueue(welcomeFrames.welcome(client.user()));
  }

  public void close(LiveClient client) {
    clients.remove(client);
    client.close(GOING_AWAY, "gone");
  }

  /**
   * Adds topics to a client, from a point in the past on. The feed's own thread decides which
   * readings come from the store and which are live, so that none is sent twice or lost.
   */
  public void subscribe(LiveClient client, BacklogLoader.SubscribeRequest request) {
    enqueue(
        () -> {
          client.beginBacklog();
          client.topics(client.topics().plus(request.topics()));
          backlogLoader.load(client, request, sentCursor);
        });
  }

  /** Removes topics from a client. */
  public void unsubscribe(LiveClient client, String id, Function<Topics, Topics> change) {
    enqueue(
        () -> {
          client.topics(change.apply(client.topics()));
          client.enqueue(LiveFrameEncoder.backlog(id, List.of(), sentCursor, true));
        });
  }

  private boolean tryEnqueue(Runnable task) {
    synchronized (lock) {
      if (queuedTasks.size() >= MAX_QUEUED_TASKS) {
        return false;
      }
      queuedTasks.add(task);
      lock.notifyAll();
      return true;
    }
  }

  private void enqueue(Runnable task) {
    if (!tryEnqueue(task)) {
      throw new DomainException(
          Kind.TOO_MANY, "more pages subscribe than the hub can follow; try again in 1 s", 1);
    }
  }

  void onCommitted(@Observes ReadingsCommitted committed) {
    synchronized (lock) {
      bufferedCursor = committed.cursor();
      if (bufferedReadings.size() + committed.readings().size() <= MAX_BUFFERED_READINGS) {
        bufferedReadings.addAll(committed.readings());
      } else {
        // Too far behind: later the newest reading of each series is taken from the series.
        overflow += committed.readings().size();
        committed.readings().forEach(reading -> overflowed.add(reading.series()));
      }
      lock.notifyAll();
    }
  }

  private void runLoop() {
    long tickMillis = settings.minLiveInterval().toMillis();
    try {
      while (!isStopping()) {
        distribute();
        // Not waiting for anything: this is the configured minimum interval between two frames.
        Thread.sleep(tickMillis);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isStopping() {
    synchronized (lock) {
      return stopping;
    }
  }

  private void distribute() throws InterruptedException {
    List<Reading> readings;
    List<Runnable> tasks;
    int missed;
    long cursor;
    synchronized (lock) {
      while (bufferedReadings.isEmpty() && queuedTasks.isEmpty() && !stopping) {
        lock.wait();
      }
      readings = bufferedReadings;
      tasks = queuedTasks;
      missed = overflow;
      cursor = bufferedCursor;
      overflowed.forEach(series -> readings.add(series.newest()));
      bufferedReadings = new ArrayList<>();
      queuedTasks = new ArrayList<>();
      overflow = 0;
      overflowed = new LinkedHashSet<>();
    }
    try {
      send(readings, cursor, missed);
      sentCursor = Math.max(sentCursor, cursor);
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "the live feed could not send a frame", e);
    }
    tasks.forEach(LiveFeed::runTask);
  }

  private static void runTask(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "a task of the live feed failed", e);
    }
  }

  private void send(List<Reading> readings, long cursor, int missed) {
    if (readings.isEmpty()) {
      return;
    }
    Map<Topics, TopicUpdate> frames = new HashMap<>();
    for (LiveClient client : clients) {
      if (missed > 0) {
        client.countDropped(missed);
      }
      TopicUpdate watched =
          frames.computeIfAbsent(
              client.topics(), topics -> TopicUpdate.of(topics, readings, cursor));
      if (!watched.readings().isEmpty()) {
        client.offerReadings(watched.readings(), watched.frame(), cursor);
      }
    }
  }

  /**
   * Queues a frame for the clients that match; the feed's thread sends it, since callers have other
   * work to do.
   *
   * @param frame creates the frame, or returns null when there is nothing to send
   */
  void broadcast(Predicate<LiveClient> recipient, Supplier<String> frame) {
    if (!clients.isEmpty()) {
      tryEnqueue(() -> enqueueTo(recipient, frame));
    }
  }

  private void enqueueTo(Predicate<LiveClient> recipient, Supplier<String> frame) {
    List<LiveClient> recipients = clients.stream().filter(recipient).toList();
    if (!recipients.isEmpty()) {
      String text = frame.get();
      if (text != null) {
        recipients.forEach(client -> client.enqueue(text));
      }
    }
  }

  /** Closes the clients that may not read any more. */
  void closeRevoked(Predicate<Caller.Reader> revoked) {
    for (LiveClient client : clients) {
      if (revoked.test(client.user())) {
        clients.remove(client);
        client.closeRevoked();
      }
    }
  }

  /** Sends a heartbeat to all clients, and closes the stalled ones. */
  void heartbeat(long nowMillis) {
    String pong = Envelope.pong(null);
    for (LiveClient client : clients) {
      if (client.stalledMillis(nowMillis) > STALLED_MILLIS) {
        client.closeStalled();
      }
      if (client.isClosed()) {
        clients.remove(client);
      } else {
        client.enqueue(pong);
      }
    }
  }

  /** Closes clients whose ping is overdue. */
  void closeSilent(long nowMillis) {
    clients.stream().filter(client -> client.isPingOverdue(nowMillis)).forEach(this::close);
  }

  /** Number of readings that wait to be sent. */
  int bufferedCount() {
    synchronized (lock) {
      return bufferedReadings.size();
    }
  }

  /** The callers of all open clients. */
  Set<Caller.Reader> users() {
    return clients.stream().map(LiveClient::user).collect(Collectors.toSet());
  }

  /** Number of open clients. */
  public int clientCount() {
    return clients.size();
  }
}
