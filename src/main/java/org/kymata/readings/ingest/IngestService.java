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
 * Takes readings: a bounded queue that is fair to all nodes, and one writer that commits the queued
 * batches as a group. While a commit runs, the next group is queued, so groups grow with the load,
 * and an idle hub commits at once.
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

  /** Stops accepting readings, commits queued ones and ends the writer; only once. */
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

  /** Fails batches that were submitted in the moment in which the writer ended. */
  private void failRemaining() {
    fail(queue.drain(), stopping());
  }

  private static DomainException stopping() {
    return new DomainException(Kind.UNAVAILABLE, "the hub is stopping; try again soon", 5);
  }

  /**
   * Submits readings.
   *
   * @param transport by which they arrived
   * @return completes when they are on disk; fails with a {@link DomainException} UNAVAILABLE when
   *     the store could not take them. It completes on the writer's thread: a continuation there
   *     must be quick and never block.
   * @throws DomainException TOO_MANY when too many readings of their node are queued already
   */
  public CompletionStage<Void> submit(Transport transport, List<Reading> readings) {
    return trySubmit(transport, readings)
        .orElseThrow(
            () -> {
              stats.count(Outcome.SHED, transport, readings);
              return new DomainException(
                  Kind.TOO_MANY,
                  "more readings of this node arrive than the hub can store; try again in 1 s",
                  1);
            });
  }

  /**
   * Submits the accepted readings like {@link #submit(Transport, List)}, and counts the rejected
   * ones.
   */
  public CompletionStage<Void> submit(Transport transport, ReadingBatch batch) {
    countRejected(transport, batch);
    return submit(transport, batch.accepted());
  }

  /** Counts the rejected readings of a batch. */
  public void countRejected(Transport transport, ReadingBatch batch) {
    countRejected(transport, batch.sender(), batch.rejected().size());
  }

  /** Counts rejected readings of a node. */
  public void countRejected(Transport transport, NodeId node, int readings) {
    stats.countRejected(transport, node, readings);
  }

  /** Counts a message that could not be decoded. */
  public void countMalformed(Transport transport) {
    stats.countMalformed(transport);
  }

  /**
   * Like {@link #submit(Transport, List)}, for a transport that keeps the readings and tries again.
   *
   * @return empty when too many readings of their node are queued already
   */
  public Optional<CompletionStage<Void>> trySubmit(Transport transport, List<Reading> readings) {
    if (readings.isEmpty()) {
      return Optional.of(CompletableFuture.completedStage(null));
    }
    requireAccepting(transport, readings);
    PendingBatch call =
        new PendingBatch(transport, readings, new CompletableFuture<>(), System.nanoTime());
    if (!queue.offer(call)) {
      return Optional.empty();
    }
    if (stopping && !writer.isAlive()) {
      failRemaining();
    }
    return Optional.of(call.committed());
  }

  private void requireAccepting(Transport transport, List<Reading> readings) {
    try {
      if (stopping) {
        throw stopping();
      }
      disk.requireSpace();
    } catch (DomainException e) {
      stats.count(Outcome.FAILED, transport, readings);
      throw e;
    }
  }

  /** Runs a task on the writer's thread between two commits, soon. */
  public void runBetweenCommits(Runnable task) {
    betweenCommits.offer(task);
  }

  /** Number of readings that wait for their commit. */
  public int waitingCount() {
    return queue.readingCount();
  }

  /** Limit of readings that wait for their commit. */
  int capacity() {
    return queue.capacity();
  }

  /** Number of batches that wait for their commit. */
  public int waitingBatches() {
    return queue.callCount();
  }

  /** Duration and size of commits. */
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
    // The timeout only serves to notice a stop: a queued batch ends the wait at once.
    queue.pollGroup(group, MAX_GROUP, 100);
  }

  private void commit(List<PendingBatch> group) {
    List<Reading> readings = flatten(group);
    long startNanos = System.nanoTime();
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
    long endNanos = System.nanoTime();
    histograms.recordCommit(readings.size(), endNanos - startNanos);
    // Nodes get their acknowledgement before browsers get the readings. Counts and latest values
    // come first, so that a node that got its reply finds what it sent.
    for (PendingBatch call : group) {
      histograms.recordLatency(endNanos - call.submittedNanos());
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

  private void fail(List<PendingBatch> group, DomainException failure) {
    for (PendingBatch call : group) {
      stats.count(Outcome.FAILED, call.transport(), call.readings());
      call.committed().completeExceptionally(failure);
    }
  }

  void forget(@Observes NodeDeleted deleted) {
    queue.removeNode(deleted.id());
  }

  private void runNextTask() {
    Runnable task = betweenCommits.poll();
    if (task != null) {
      try {
        task.run();
      } catch (RuntimeException e) {
        LOG.log(Level.ERROR, "a maintenance task of the telemetry store failed", e);
      }
    }
  }
}
