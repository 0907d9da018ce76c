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
import org.kymata.access.Caller;
import org.kymata.platform.DomainException;
import org.kymata.platform.DomainException.Kind;
import org.kymata.platform.Envelope;
import org.kymata.platform.Settings;
import org.kymata.readings.Reading;
import org.kymata.readings.ReadingsCommitted;
import org.kymata.readings.Series;

/**
 * Hands committed readings to the pages that watch them. One thread: idle, a reading goes out at
 * once; busy, what gathered meanwhile goes out as one frame, never sooner than a tick after the
 * last. A frame is encoded once for all pages that watch the same.
 */
@ApplicationScoped
public class LiveFeed {

  private static final Logger LOG = System.getLogger(LiveFeed.class.getName());

  private static final int MAX_GATHERED = 100_000;
  private static final int MAX_BROWSERS = 2_000;
  private static final int MAX_PER_ACCOUNT = MAX_BROWSERS / 4;
  private static final int MAX_TURNS = 20_000;
  private static final int GOING_AWAY = 1001;
  private static final long STALLED_MILLIS = 30_000;

  private final Object lock = new Object();
  private final Set<Browser> browsers = ConcurrentHashMap.newKeySet();

  // Guarded by lock: what the feed's thread takes at its next turn.
  private List<Reading> gathered = new ArrayList<>();
  private Set<Series> overflowed = new LinkedHashSet<>();
  private int overflow;
  private long gatheredCursor;
  private List<Runnable> turns = new ArrayList<>();
  private boolean stopping;

  // The feed's thread alone.
  private long sentCursor;
  private Thread thread;

  @Inject private Settings settings;
  @Inject private JoinQueue joins;
  @Inject private Greeter greeter;

  @Resource private ManagedThreadFactory threads;

  @PostConstruct
  void start() {
    sentCursor = joins.newestStoredCursor();
    thread = threads.newThread(this::feed);
    thread.setName("kymata-live");
    thread.start();
  }

  @PreDestroy
  void stop() {
    synchronized (lock) {
      stopping = true;
      lock.notifyAll();
    }
    browsers.forEach(browser -> browser.close(GOING_AWAY, "the hub is stopping"));
  }

  /** Whether as many pages are open as may be, of all or of this account. */
  boolean isFull(Caller.Watcher user) {
    return browsers.size() >= MAX_BROWSERS
        || browsers.size() >= MAX_PER_ACCOUNT && count(user.account()) >= MAX_PER_ACCOUNT;
  }

  private long count(String account) {
    return browsers.stream().filter(each -> each.user().account().equals(account)).count();
  }

  /** Takes a page in. */
  void open(Browser browser) {
    browsers.add(browser);
    browser.note(greeter.welcome(browser.user()));
  }

  void close(Browser browser) {
    browsers.remove(browser);
    browser.close(GOING_AWAY, "gone");
  }

  /**
   * Watches more, from a point in the past on. The feed's own thread draws the line between what is
   * fetched from the store and what comes live, so that nothing is on both sides or on none.
   */
  void subscribe(Browser browser, JoinQueue.Join join) {
    requireTurn(
        () -> {
          browser.join();
          browser.topics(browser.topics().plus(join.topics()));
          joins.fetch(browser, join, sentCursor);
        });
  }

  /** Watches less. */
  void unsubscribe(Browser browser, String id, Function<Topics, Topics> change) {
    requireTurn(
        () -> {
          browser.topics(change.apply(browser.topics()));
          browser.note(Frames.backlog(id, List.of(), sentCursor, true));
        });
  }

  private boolean atNextTurn(Runnable turn) {
    synchronized (lock) {
      if (turns.size() >= MAX_TURNS) {
        return false;
      }
      turns.add(turn);
      lock.notifyAll();
      return true;
    }
  }

  private void requireTurn(Runnable turn) {
    if (!atNextTurn(turn)) {
      throw new DomainException(
          Kind.TOO_MANY, "more pages subscribe than the hub can follow; try again in 1 s", 1);
    }
  }

  void gather(@Observes ReadingsCommitted committed) {
    synchronized (lock) {
      gatheredCursor = committed.cursor();
      if (gathered.size() + committed.readings().size() <= MAX_GATHERED) {
        gathered.addAll(committed.readings());
      } else {
        // Too far behind: the newest of each series is known to the series itself.
        overflow += committed.readings().size();
        committed.readings().forEach(reading -> overflowed.add(reading.series()));
      }
      lock.notifyAll();
    }
  }

  private void feed() {
    long tickMillis = settings.liveTick().toMillis();
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
      while (gathered.isEmpty() && turns.isEmpty() && !stopping) {
        lock.wait();
      }
      readings = gathered;
      now = turns;
      missed = overflow;
      cursor = gatheredCursor;
      overflowed.forEach(series -> readings.add(series.newest()));
      gathered = new ArrayList<>();
      turns = new ArrayList<>();
      overflow = 0;
      overflowed = new LinkedHashSet<>();
    }
    try {
      send(readings, cursor, missed);
      sentCursor = Math.max(sentCursor, cursor);
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "the live feed failed at a frame", e);
    }
    now.forEach(LiveFeed::run);
  }

  private static void run(Runnable turn) {
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
    Map<Topics, Watched> frames = new HashMap<>();
    for (Browser browser : browsers) {
      if (missed > 0) {
        browser.missed(missed);
      }
      Watched watched =
          frames.computeIfAbsent(browser.topics(), topics -> Watched.of(topics, readings, cursor));
      if (!watched.readings().isEmpty()) {
        browser.readings(watched.readings(), watched.frame(), cursor);
      }
    }
  }

  /**
   * Sends a frame to the pages that fit, at the feed's next turn: what is told comes from threads
   * with work of their own.
   *
   * @param frame writes it; null where there is nothing to tell after all
   */
  void tell(Predicate<Browser> who, Supplier<String> frame) {
    if (!browsers.isEmpty()) {
      atNextTurn(() -> note(who, frame));
    }
  }

  private void note(Predicate<Browser> who, Supplier<String> frame) {
    List<Browser> told = browsers.stream().filter(who).toList();
    if (!told.isEmpty()) {
      String written = frame.get();
      if (written != null) {
        told.forEach(browser -> browser.note(written));
      }
    }
  }

  /** Closes the pages of those who may not watch any more. */
  void signOut(Predicate<Caller.Watcher> whose) {
    for (Browser browser : browsers) {
      if (whose.test(browser.user())) {
        browsers.remove(browser);
        browser.signedOut();
      }
    }
  }

  /** Lets everybody know that the hub is there, and lets go of those that take nothing. */
  void heartbeat(long nowMillis) {
    String pong = Envelope.pong(null);
    for (Browser browser : browsers) {
      if (browser.stalledMillis(nowMillis) > STALLED_MILLIS) {
        browser.stalled();
      }
      if (browser.isClosed()) {
        browsers.remove(browser);
      } else {
        browser.note(pong);
      }
    }
  }

  /** Lets go of those that should have spoken and did not. */
  void closeUnheard(long nowMillis) {
    browsers.stream().filter(browser -> browser.isUnheard(nowMillis)).forEach(this::close);
  }

  /** How many readings wait for their frame. */
  int waitingCount() {
    synchronized (lock) {
      return gathered.size();
    }
  }

  /** Whose pages are open. */
  Set<Caller.Watcher> users() {
    return browsers.stream().map(Browser::user).collect(Collectors.toSet());
  }

  /** How many pages are open. */
  public int browserCount() {
    return browsers.size();
  }
}
