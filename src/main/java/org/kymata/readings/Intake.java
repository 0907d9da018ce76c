package org.kymata.readings;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.kymata.nodes.GapBook;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.PresenceBook;
import org.kymata.platform.DiskWatch;
import org.kymata.platform.DomainException;
import org.kymata.platform.DomainException.Kind;
import org.kymata.platform.Faults;

/**
 * The one way in for readings: a bounded queue, and one writer that commits whatever has gathered
 * as a group. While a commit runs the next group gathers, so that groups grow with the load by
 * themselves and an idle hub commits at once.
 */
@ApplicationScoped
public class Intake {

  private static final Logger LOG = System.getLogger(Intake.class.getName());

  /** The most readings that may wait for their commit. */
  static final int MAX_WAITING = 200_000;

  private static final int MAX_CALLS = 50_000;
  private static final int MAX_GROUP = 5_000;
  private static final int STOP_SECONDS = 10;

  private record Call(List<Reading> readings, CompletableFuture<Void> committed) {}

  private final BlockingQueue<Call> queue = new ArrayBlockingQueue<>(MAX_CALLS);
  private final AtomicInteger waiting = new AtomicInteger();
  private final BlockingQueue<Runnable> chores = new ArrayBlockingQueue<>(16);
  private final LongAdder committedCount = new LongAdder();
  private final LongAdder refusedCount = new LongAdder();
  private volatile boolean stopping;
  private Recovery recovery;
  private Thread writer;
  private long cursor;

  @Inject private Telemetry telemetry;
  @Inject private PresenceBook presence;
  @Inject private GapBook gaps;
  @Inject private SeriesCatalog catalog;
  @Inject private DiskWatch disk;
  @Inject private Faults faults;
  @Inject private Event<ReadingsCommitted> committedEvent;

  @Resource private ManagedThreadFactory threads;

  @PostConstruct
  void start() {
    cursor = telemetry.recalledCursor();
    recovery = new Recovery(faults);
    writer = threads.newThread(this::write);
    writer.setName("kymata-intake");
    writer.start();
  }

  /** Takes no more, commits what waits, and ends the writer. */
  @PreDestroy
  void stop() {
    stopping = true;
    try {
      writer.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    refuseRest();
    telemetry.close();
  }

  /** Whoever came in the moment in which the writer ended shall not wait for ever. */
  private void refuseRest() {
    for (Call call = queue.poll(); call != null; call = queue.poll()) {
      call.committed.completeExceptionally(stopping());
    }
  }

  private static DomainException stopping() {
    return new DomainException(Kind.UNAVAILABLE, "the hub is stopping; try again soon", 5);
  }

  /**
   * Hands readings over for their commit.
   *
   * @return done when they are on disk; fails with a {@link DomainException} UNAVAILABLE when the
   *     store could not take them. It completes on the writer's thread: whoever continues there
   *     must be quick and never block.
   * @throws DomainException TOO_MANY when more wait already than may
   */
  public CompletionStage<Void> offer(List<Reading> readings) {
    if (readings.isEmpty()) {
      return CompletableFuture.completedStage(null);
    }
    if (stopping) {
      throw stopping();
    }
    disk.requireRoom();
    Call call = new Call(readings, new CompletableFuture<>());
    if (waiting.addAndGet(readings.size()) > MAX_WAITING || !queue.offer(call)) {
      waiting.addAndGet(-readings.size());
      refusedCount.add(readings.size());
      throw new DomainException(
          Kind.TOO_MANY, "more readings arrive than the hub can store; try again in 1 s", 1);
    }
    if (stopping && !writer.isAlive()) {
      refuseRest();
    }
    return call.committed;
  }

  /** Runs {@code chore} on the writer's thread between two commits, soon. */
  void whenIdle(Runnable chore) {
    chores.offer(chore);
  }

  /** How many readings wait for their commit. */
  public int waitingCount() {
    return waiting.get();
  }

  /** How many readings were committed since the start. */
  public long committedCount() {
    return committedCount.sum();
  }

  /** How many readings were refused since the start because too many waited. */
  public long refusedCount() {
    return refusedCount.sum();
  }

  /** Whether the last commit failed. */
  public boolean isFailing() {
    return recovery.isFailing();
  }

  private void write() {
    List<Call> group = new ArrayList<>();
    while (!stopping || !queue.isEmpty()) {
      try {
        gather(group);
        if (!group.isEmpty()) {
          commit(group);
        }
        recovery.tryAgain(telemetry.store());
        runChores();
      } catch (InterruptedException e) {
        stopping = true;
      } finally {
        group.clear();
      }
    }
  }

  private void gather(List<Call> group) throws InterruptedException {
    // The wait is there to notice the stop, not to gather: a waiting call ends it at once.
    Call first = queue.poll(100, TimeUnit.MILLISECONDS);
    int size = 0;
    for (Call call = first; call != null; call = size < MAX_GROUP ? queue.poll() : null) {
      group.add(call);
      size += call.readings.size();
    }
  }

  private void commit(List<Call> group) {
    List<Reading> readings = flatten(group);
    waiting.addAndGet(-readings.size());
    long nowMicros = System.currentTimeMillis() * 1000;
    cursor = Math.max(cursor + 1, nowMicros);
    try {
      telemetry.store().commit(readings, cursor);
    } catch (RuntimeException | Error e) {
      DomainException refusal = recovery.failed(e);
      group.forEach(call -> call.committed.completeExceptionally(refusal));
      return;
    }
    recovery.worked();
    catalog.committed(cursor / 1000);
    committedCount.add(readings.size());
    // The nodes first: their acknowledgement must not wait for the browsers.
    group.forEach(call -> call.committed.complete(null));
    tell(readings, nowMicros / 1000);
  }

  private void tell(List<Reading> readings, long nowMillis) {
    try {
      NodeId told = null;
      for (Reading reading : readings) {
        reading.series().committed(reading);
        if (!reading.series().node().equals(told)) {
          told = reading.series().node();
          presence.heard(told, nowMillis);
        }
        if (reading.seq() >= 0) {
          gaps.heard(told, reading.seq(), nowMillis);
        }
        // By the hub's clock and not by the cursor, which waits where the clock was put back.
        if (TelemetryStore.isLate(reading, nowMillis * 1000)) {
          gaps.heardLate(told);
        }
      }
      committedEvent.fire(new ReadingsCommitted(readings, cursor));
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "an observer of committed readings failed", e);
    }
  }

  private static List<Reading> flatten(List<Call> group) {
    if (group.size() == 1) {
      return group.get(0).readings;
    }
    List<Reading> readings = new ArrayList<>();
    group.forEach(call -> readings.addAll(call.readings));
    return readings;
  }

  private void runChores() {
    Runnable chore = chores.poll();
    if (chore != null) {
      try {
        chore.run();
      } catch (RuntimeException e) {
        LOG.log(Level.ERROR, "the telemetry store's upkeep failed", e);
      }
    }
  }
}
