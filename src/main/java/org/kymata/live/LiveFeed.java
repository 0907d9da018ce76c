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
 * Hands committed readings to the pages that watch them. One thread: idle, a reading goes out at
 * once; busy, what gathered meanwhile goes out as one frame, never sooner than a tick after the
 * last. A frame is encoded once for all pages that watch the same.
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

  // Guarded by lock: what the feed's thread takes at its next turn.
  private List<Reading> bufferedReadings = new ArrayList<>();
  private Set<Series> overflowed = new LinkedHashSet<>();
  private int overflow;
  private long bufferedCursor;
  private List<Runnable> queuedTasks = new ArrayList<>();
  private boolean stopping;

  // The feed's thread alone.
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
    clients.forEach(browser -> browser.close(GOING_AWAY, "the hub is stopping"));
  }

  /** Whether as many pages are open as may be, of all or of this account. */
  public boolean isFull(Caller.Reader user) {
    return clients.size() >= MAX_CLIENTS
        || clients.size() >= MAX_PER_ACCOUNT && count(user.account()) >= MAX_PER_ACCOUNT;
  }

  private long count(String account) {
    return clients.stream().filter(each -> each.user().account().equals(account)).count();
  }

  /** Takes a page in. */
  public void open(LiveClient browser) {
    clients.add(browser);
    browser.enqueue(welcomeFrames.welcome(browser.user()));
  }

  public void close(LiveClient browser) {
    clients.remove(browser);
    browser.close(GOING_AWAY, "gone");
  }

  /**
   * Watches more, from a point in the past on. The feed's own thread draws the line between what is
   * fetched from the store and what comes live, so that nothing is on both sides or on none.
   */
  public void subscribe(LiveClient browser, BacklogLoader.SubscribeRequest join) {
    enqueue(
        () -> {
          browser.beginBacklog();
          browser.topics(browser.topics().plus(join.topics()));
          backlogLoader.load(browser, join, sentCursor);
        });
  }

  /** Watches less. */
  public void unsubscribe(LiveClient browser, String id, Function<Topics, Topics> change) {
    enqueue(
        () -> {
          browser.topics(change.apply(browser.topics()));
          browser.enqueue(LiveFrameEncoder.backlog(id, List.of(), sentCursor, true));
        });
  }

  private boolean tryEnqueue(Runnable turn) {
    synchronized (lock) {
      if (queuedTasks.size() >= MAX_QUEUED_TASKS) {
        return false;
      }
      queuedTasks.add(turn);
      lock.notifyAll();
      return true;
    }
  }

  private void enqueue(Runnable turn) {
    if (!tryEnqueue(turn)) {
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
        // Too far behind: the newest of each series is known to the series itself.
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
        // Not a wait for luck: the shortest gap between two frames, as the settings want it.
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
    List<Runnable> now;
    int missed;
    long cursor;
    synchronized (lock) {
      while (bufferedReadings.isEmpty() && queuedTasks.isEmpty() && !stopping) {
        lock.wait();
      }
      readings = bufferedReadings;
      now = queuedTasks;
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
      LOG.log(Level.ERROR, "the live feed failed at a frame", e);
    }
    now.forEach(LiveFeed::runTask);
  }

  private static void runTask(Runnable turn) {
    try {
      turn.run();
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "the live feed failed at a page's wish", e);
    }
  }

  private void send(List<Reading> readings, long cursor, int missed) {
    if (readings.isEmpty()) {
      return;
    }
    Map<Topics, TopicUpdate> frames = new HashMap<>();
    for (LiveClient browser : clients) {
      if (missed > 0) {
        browser.countDropped(missed);
      }
      TopicUpdate watched =
          frames.computeIfAbsent(
              browser.topics(), topics -> TopicUpdate.of(topics, readings, cursor));
      if (!watched.readings().isEmpty()) {
        browser.offerReadings(watched.readings(), watched.frame(), cursor);
      }
    }
  }

  /**
   * Sends a frame to the pages that fit, at the feed's next turn: what is told comes from threads
   * with work of their own.
   *
   * @param frame writes it; null where there is nothing to tell after all
   */
  void broadcast(Predicate<LiveClient> who, Supplier<String> frame) {
    if (!clients.isEmpty()) {
      tryEnqueue(() -> enqueueTo(who, frame));
    }
  }

  private void enqueueTo(Predicate<LiveClient> who, Supplier<String> frame) {
    List<LiveClient> told = clients.stream().filter(who).toList();
    if (!told.isEmpty()) {
      String written = frame.get();
      if (written != null) {
        told.forEach(browser -> browser.enqueue(written));
      }
    }
  }

  /** Closes the pages of those who may not watch any more. */
  void closeRevoked(Predicate<Caller.Reader> whose) {
    for (LiveClient browser : clients) {
      if (whose.test(browser.user())) {
        clients.remove(browser);
        browser.closeRevoked();
      }
    }
  }

  /** Lets everybody know that the hub is there, and lets go of those that take nothing. */
  void heartbeat(long nowMillis) {
    String pong = Envelope.pong(null);
    for (LiveClient browser : clients) {
      if (browser.stalledMillis(nowMillis) > STALLED_MILLIS) {
        browser.closeStalled();
      }
      if (browser.isClosed()) {
        clients.remove(browser);
      } else {
        browser.enqueue(pong);
      }
    }
  }

  /** Lets go of those that should have spoken and did not. */
  void closeSilent(long nowMillis) {
    clients.stream().filter(browser -> browser.isPingOverdue(nowMillis)).forEach(this::close);
  }

  /** How many readings wait for their frame. */
  int bufferedCount() {
    synchronized (lock) {
      return bufferedReadings.size();
    }
  }

  /** Whose pages are open. */
  Set<Caller.Reader> users() {
    return clients.stream().map(LiveClient::user).collect(Collectors.toSet());
  }

  /** How many pages are open. */
  public int clientCount() {
    return clients.size();
  }
}
