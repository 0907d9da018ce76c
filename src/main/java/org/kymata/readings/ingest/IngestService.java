package org.kymata.readings.ingest;

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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.kymata.config.Settings;
import org.kymata.errors.DomainException;
import org.kymata.errors.DomainException.Kind;
import org.kymata.health.DiskSpaceMonitor;
import org.kymata.health.HealthIssues;
import org.kymata.nodes.NodeDeleted;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.Transport;
import org.kymata.readings.Reading;
import org.kymata.readings.SeriesCatalog;
import org.kymata.readings.ingest.FairQueue.PendingBatch;
import org.kymata.readings.ingest.IngestStats.Outcome;
import org.kymata.readings.store.questdb.QuestDbStoreProvider;

/**
 * The one way in for readings: a bounded queue that is fair to every node, and one writer that
 * commits whatever has gathered as a group. While a commit runs the next group gathers, so that
 * groups grow with the load by themselves and an idle hub commits at once.
 */
@ApplicationScoped
public class IngestService {

  private static final Logger LOG = System.getLogger(IngestService.class.getName());

  private static final int MAX_GROUP = 5_000;
  private static final int STOP_SECONDS = 10;

  private final BlockingQueue<Runnable> betweenCommits = new ArrayBlockingQueue<>(16);
  private final CommitHistograms histograms = new CommitHistograms();
  private final AtomicBoolean ended = new AtomicBoolean();
  private volatile boolean stopping;
  private WriteRetry writeRetry;
  private FairQueue queue;
  private Thread writer;
  private long cursor;

  @Inject private Settings settings;
  @Inject private QuestDbStoreProvider storeProvider;
  @Inject private CommitPublisher commitPublisher;
  @Inject private SeriesCatalog catalog;
  @Inject private DiskSpaceMonitor disk;
  @Inject private HealthIssues faults;
  @Inject private IngestStats stats;

  @Resource private ManagedThreadFactory threads;

  @PostConstruct
  void start() {
    queue = new FairQueue(settings.maxQueuedReadings());
    cursor = storeProvider.restoredCursor();
    writeRetry = new WriteRetry(faults);
    writer = threads.newThread(this::writeLoop);
    writer.setName("kymata-intake");
    writer.start();
  }

  /** Takes no more, commits what waits, brings it to disk and ends the writer; once. */
  void stop() {
    if (ended.getAndSet(true)) {
      return;
    }
    stopping = true;
    try {
      writer.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    failRemaining();
    storeProvider.endWriting();
  }

  @PreDestroy
  public void close() {
    stop();
    storeProvider.close();
  }

  /** Whoever came in the moment in which the writer ended shall not wait for ever. */
  private void failRemaining() {
    fail(queue.drain(), stopping());
  }

  private static DomainException stopping() {
    return new DomainException(Kind.UNAVAILABLE, "the hub is stopping; try again soon", 5);
  }

  /**
   * Hands readings over for their commit.
   *
   * @param door by which they came
   * @return done when they are on disk; fails with a {@link DomainException} UNAVAILABLE when the
   *     store could not take them. It completes on the writer's thread: whoever continues there
   *     must be quick and never block.
   * @throws DomainException TOO_MANY when more of their node wait already than may
   */
  public CompletionStage<Void> submit(Transport door, List<Reading> readings) {
    return trySubmit(door, readings)
        .orElseThrow(
            () -> {
              stats.count(Outcome.SHED, door, readings);
              return new DomainException(
                  Kind.TOO_MANY,
                  "more readings of this node arrive than the hub can store; try again in 1 s",
                  1);
            });
  }

  /**
   * Hands the accepted readings over as {@link #submit(Door, List)} does, and counts the others.
   */
  public CompletionStage<Void> submit(Transport door, ReadingBatch submission) {
    countRejected(door, submission);
    return submit(door, submission.accepted());
  }

  /** Counts the readings that broke a rule. */
  public void countRejected(Transport door, ReadingBatch submission) {
    countRejected(door, submission.sender(), submission.rejected().size());
  }

  /** Counts readings of a node that broke a rule. */
  public void countRejected(Transport door, NodeId node, int readings) {
    stats.countRejected(door, node, readings);
  }

  /** Counts a message that cannot be understood. */
  public void countMalformed(Transport door) {
    stats.countMalformed(door);
  }

  /**
   * As {@link #submit(Door, List)}, for a door that keeps the readings and offers them again.
   *
   * @return empty when more of their node wait already than may
   */
  public Optional<CompletionStage<Void>> trySubmit(Transport door, List<Reading> readings) {
    if (readings.isEmpty()) {
      return Optional.of(CompletableFuture.completedStage(null));
    }
    requireAccepting(door, readings);
    PendingBatch call =
        new PendingBatch(door, readings, new CompletableFuture<>(), System.nanoTime());
    if (!queue.offer(call)) {
      return Optional.empty();
    }
    if (stopping && !writer.isAlive()) {
      failRemaining();
    }
    return Optional.of(call.committed());
  }

  private void requireAccepting(Transport door, List<Reading> readings) {
    try {
      if (stopping) {
        throw stopping();
      }
      disk.requireSpace();
    } catch (DomainException e) {
      stats.count(Outcome.FAILED, door, readings);
      throw e;
    }
  }

  /** Runs {@code chore} on the writer's thread between two commits, soon. */
  public void runBetweenCommits(Runnable chore) {
    betweenCommits.offer(chore);
  }

  /** How many readings wait for their commit. */
  public int waitingCount() {
    return queue.readingCount();
  }

  /** The most readings that may wait for their commit. */
  int capacity() {
    return queue.capacity();
  }

  /** How many calls wait for their commit. */
  public int waitingBatches() {
    return queue.callCount();
  }

  /** How long commits take, and how large they are. */
  public CommitHistograms histograms() {
    return histograms;
  }

  /** Whether the last commit failed. */
  public boolean isFailing() {
    return writeRetry.isFailing();
  }

  private void writeLoop() {
    List<PendingBatch> group = new ArrayList<>();
    while (!stopping || !queue.isEmpty()) {
      try {
        nextGroup(group);
        if (!group.isEmpty()) {
          commit(group);
        }
        writeRetry.retryIfDue(storeProvider.store());
        runNextTask();
      } catch (InterruptedException e) {
        stopping = true;
      } finally {
        group.clear();
      }
    }
  }

  private void nextGroup(List<PendingBatch> group) throws InterruptedException {
    // The wait is there to notice the stop, not to gather: a waiting call ends it at once.
    queue.pollGroup(group, MAX_GROUP, 100);
  }

  private void commit(List<PendingBatch> group) {
    List<Reading> readings = flatten(group);
    long begun = System.nanoTime();
    long nowMicros = System.currentTimeMillis() * 1000;
    cursor = Math.max(cursor + 1, nowMicros);
    try {
      storeProvider.store().commit(readings, cursor);
    } catch (RuntimeException | Error e) {
      fail(group, writeRetry.writeFailed(e));
      return;
    }
    writeRetry.writeSucceeded();
    catalog.recordCommit(cursor / 1000);
    long ended = System.nanoTime();
    histograms.recordCommit(readings.size(), ended - begun);
    // The nodes first: their acknowledgement must not wait for the browsers. Counted and noted
    // before, so that whoever was answered finds it.
    for (PendingBatch call : group) {
      histograms.recordLatency(ended - call.submittedNanos());
      stats.count(Outcome.COMMITTED, call.transport(), call.readings());
      commitPublisher.recordBatch(call, nowMicros / 1000);
      call.committed().complete(null);
    }
    commitPublisher.publish(readings, cursor, nowMicros / 1000);
  }

  private static List<Reading> flatten(List<PendingBatch> group) {
    if (group.size() == 1) {
      return group.get(0).readings();
    }
    List<Reading> readings = new ArrayList<>();
    group.forEach(call -> readings.addAll(call.readings()));
    return readings;
  }

  private void fail(List<PendingBatch> group, DomainException refusal) {
    for (PendingBatch call : group) {
      stats.count(Outcome.FAILED, call.transport(), call.readings());
      call.committed().completeExceptionally(refusal);
    }
  }

  void forget(@Observes NodeDeleted deleted) {
    queue.removeNode(deleted.id());
  }

  private void runNextTask() {
    Runnable chore = betweenCommits.poll();
    if (chore != null) {
      try {
        chore.run();
      } catch (RuntimeException e) {
        LOG.log(Level.ERROR, "the telemetry store's upkeep failed", e);
      }
    }
  }
}
