package org.kymata.hosts.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.kymata.errors.DomainException;
import org.kymata.errors.DomainException.Kind;
import org.kymata.hostmetrics.HostMetricUnits;
import org.kymata.hostmetrics.HostSnapshot;
import org.kymata.hosts.Sample;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.Transport;
import org.kymata.readings.Reading;
import org.kymata.readings.ingest.ReadingBatch;

/**
 * Submits the samples of one connection to ingest: each becomes a complete snapshot, whose values
 * are stored as readings. Event loop's thread only.
 */
public final class SampleSubmitter {

  /** Limit of uncommitted samples; above it the connection is paused. */
  public static final int MAX_UNCOMMITTED = 16;

  private static final long RETRY_MILLIS = 50;

  /** The part of a connection that this class uses. */
  interface Connection {
    /** The transport of its samples. */
    Transport transport();

    /** Runs a task on the event loop's thread. */
    void runOnLoop(Runnable work);

    /** Runs a task on the event loop's thread after a delay. */
    void schedule(Runnable work, long millis);

    /** Resumes reading. */
    void resume();

    /** Reports that a sample could not be stored: the connection must be opened anew. */
    void onStoreFailed(String why);
  }

  private final AgentContext context;
  private final NodeId node;
  private final LongConsumer progress;
  private final SampleDeduplicator.StoredTimestamps storedTimestamps;
  private final Connection connection;
  private final SampleTimeCorrector clock = new SampleTimeCorrector();
  private long lastSeq = -1;
  private boolean complete;
  private int uncommitted;
  private boolean retryScheduled;

  /**
   * Creates the submitter of one connection.
   *
   * @param progress gets the sequence number up to which all samples are on disk, from any thread
   * @param storedTimestamps the samples that are stored already
   */
  public SampleSubmitter(
      AgentContext context,
      NodeId node,
      LongConsumer progress,
      SampleDeduplicator.StoredTimestamps storedTimestamps,
      Connection connection) {
    this.context = context;
    this.node = node;
    this.progress = progress;
    this.storedTimestamps = storedTimestamps;
    this.connection = connection;
  }

  /** Whether it takes no more samples now; the connection is resumed when it does. */
  public boolean isFull() {
    return retryScheduled || uncommitted >= MAX_UNCOMMITTED;
  }

  /**
   * Submits a sample, and counts dropped and rejected values.
   *
   * @param running whether the host's monitoring is on
   * @param intervalMillis the time between samples
   * @return what was rejected, and why
   * @throws DomainException when the sample needs an earlier one that is missing
   */
  public List<String> submit(Sample sample, boolean running, int intervalMillis) {
    context.connections().countDropped(node, sample.dropped());
    List<String> faults = store(sample, running, intervalMillis);
    context.connections().countRejected(node, faults.size());
    context.ingest().countRejected(connection.transport(), node, faults.size());
    context.connections().setWarning(node, clock.warning());
    return faults;
  }

  private List<String> store(Sample sample, boolean running, int intervalMillis) {
    try {
      requireNext(sample);
    } catch (DomainException e) {
      acknowledgeWithoutStoring(sample.seq());
      throw e;
    }
    List<String> faults = new ArrayList<>(sample.errors());
    long now = context.clock().getAsLong();
    long time = now;
    String rejectReason = running ? null : "sample: monitoring of this host is paused";
    try {
      time = clock.timeOf(sample.timeMillis(), now, intervalMillis);
    } catch (DomainException e) {
      rejectReason = e.getMessage();
    }
    // Merged even if it is rejected: later samples only hold changes to it.
    HostSnapshot snapshot = context.snapshots().merge(node, sample, time, faults);
    if (rejectReason != null) {
      faults.add(0, rejectReason);
      acknowledgeWithoutStoring(sample.seq());
    } else if (storedTimestamps.contains(snapshot.metrics().keySet(), time)) {
      acknowledgeWithoutStoring(sample.seq());
    } else {
      submitReadings(sample.seq(), readings(snapshot, now, faults));
    }
    return faults;
  }

  private void requireNext(Sample sample) {
    long previous = lastSeq;
    if (sample.seq() <= previous) {
      throw DomainException.badInput(
          "sample: seq is "
              + sample.seq()
              + ", but must be more than the "
              + previous
              + " of the previous one");
    }
    lastSeq = sample.seq();
    if (!sample.full() && !(complete && sample.seq() == previous + 1)) {
      complete = false;
      throw DomainException.badInput(
          "sample: it only holds changes to one that the hub does not have; send a full one");
    }
    complete = true;
  }

  private List<Reading> readings(HostSnapshot snapshot, long now, List<String> faults) {
    ReadingBatch batch = new ReadingBatch(context.nodes(), context.catalog(), node, now);
    snapshot
        .metrics()
        .forEach(
            (metric, value) -> {
              ReadingBatch.UncheckedReading draft = new ReadingBatch.UncheckedReading();
              draft.metric = metric;
              draft.number = value;
              String unit = HostMetricUnits.of(metric);
              draft.unit = unit.isEmpty() ? null : unit;
              draft.timeMillis = snapshot.timeMillis();
              batch.add(draft);
            });
    batch.rejected().forEach(rejection -> faults.add(rejection.reason()));
    return batch.accepted();
  }

  /** Acknowledges a sample that is not stored, after the earlier ones are. */
  private void acknowledgeWithoutStoring(long seq) {
    enqueue(seq, () -> CompletableFuture.completedStage(null));
  }

  private void submitReadings(long seq, List<Reading> readings) {
    try {
      enqueue(
          seq,
          () ->
              context
                  .ingest()
                  .trySubmit(connection.transport(), readings)
                  .orElseThrow(SampleSubmitter::queueFull));
    } catch (DomainException e) {
      if (e.kind() != Kind.TOO_MANY) {
        connection.onStoreFailed(e.getMessage());
        return;
      }
      retryScheduled = true;
      connection.schedule(() -> retry(seq, readings), RETRY_MILLIS);
    }
  }

  private static DomainException queueFull() {
    return new DomainException(Kind.TOO_MANY, "too many readings wait already");
  }

  private void retry(long seq, List<Reading> readings) {
    retryScheduled = false;
    submitReadings(seq, readings);
    if (!isFull()) {
      connection.resume();
    }
  }

  private void enqueue(long seq, Supplier<CompletionStage<Void>> store) {
    CompletionStage<Void> stored =
        context.sequencer().append(node, connection, store, () -> progress.accept(seq));
    uncommitted++;
    stored.whenComplete((done, fault) -> connection.runOnLoop(() -> onStored(fault)));
  }

  private void onStored(Throwable fault) {
    boolean wasFull = isFull();
    uncommitted--;
    if (fault != null) {
      connection.onStoreFailed("the store cannot take readings at the moment; try again soon");
    } else if (wasFull && !isFull()) {
      connection.resume();
    }
  }
}
