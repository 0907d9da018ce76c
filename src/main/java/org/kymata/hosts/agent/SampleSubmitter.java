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
 * Brings the samples of one connection to the intake: each becomes a whole picture, whose values
 * are readings like any other. The event loop's thread only.
 */
public final class SampleSubmitter {

  /** So many samples may wait for their commit; then the connection is not read on. */
  public static final int MAX_UNCOMMITTED = 16;

  private static final long RETRY_MILLIS = 50;

  /** What of the connection is needed here. */
  interface Connection {
    /** By which its samples come. */
    Transport door();

    /** Runs on the loop's thread. */
    void runOnLoop(Runnable work);

    /** Runs on the loop's thread after a while. */
    void schedule(Runnable work, long millis);

    /** Reads on, where it was held up. */
    void resume();

    /** A sample could not be stored: the connection must begin anew. */
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
   * For one connection.
   *
   * @param progress is told up to which sample all are on disk, from any thread
   */
  public SampleSubmitter(
      AgentContext parts,
      NodeId node,
      LongConsumer progress,
      SampleDeduplicator.StoredTimestamps known,
      Connection connection) {
    this.context = parts;
    this.node = node;
    this.progress = progress;
    this.storedTimestamps = known;
    this.connection = connection;
  }

  /** Whether no more can be taken now; the connection is told when it can. */
  public boolean isFull() {
    return retryScheduled || uncommitted >= MAX_UNCOMMITTED;
  }

  /**
   * Takes a sample, and counts what of it was lost or refused.
   *
   * @param running whether the host is to be sampled
   * @param intervalMillis how far apart samples are to come
   * @return what of it was left out, and why
   * @throws DomainException when it cannot be understood without another
   */
  public List<String> submit(Sample sample, boolean running, int intervalMillis) {
    context.connections().countDropped(node, sample.dropped());
    List<String> faults = store(sample, running, intervalMillis);
    context.connections().countRejected(node, faults.size());
    context.ingest().countRejected(connection.door(), node, faults.size());
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
    String refusal = running ? null : "sample: the host is stopped, and none was asked for";
    try {
      time = clock.timeOf(sample.timeMillis(), now, intervalMillis);
    } catch (DomainException e) {
      refusal = e.getMessage();
    }
    // Laid over the others in any case: what follows says only what changes.
    HostSnapshot picture = context.snapshots().merge(node, sample, time, faults);
    if (refusal != null) {
      faults.add(0, refusal);
      acknowledgeWithoutStoring(sample.seq());
    } else if (storedTimestamps.contains(picture.metrics().keySet(), time)) {
      acknowledgeWithoutStoring(sample.seq());
    } else {
      submitReadings(sample.seq(), readings(picture, now, faults));
    }
    return faults;
  }

  private void requireNext(Sample sample) {
    long before = lastSeq;
    if (sample.seq() <= before) {
      throw DomainException.badInput(
          "sample: seq is " + sample.seq() + ", but must be more than the " + before + " before");
    }
    lastSeq = sample.seq();
    if (!sample.full() && !(complete && sample.seq() == before + 1)) {
      complete = false;
      throw DomainException.badInput(
          "sample: it says only what changed since one that the hub has not; send a full one");
    }
    complete = true;
  }

  private List<Reading> readings(HostSnapshot picture, long now, List<String> faults) {
    ReadingBatch submission = new ReadingBatch(context.nodes(), context.catalog(), node, now);
    picture
        .metrics()
        .forEach(
            (metric, value) -> {
              ReadingBatch.UncheckedReading draft = new ReadingBatch.UncheckedReading();
              draft.metric = metric;
              draft.number = value;
              String unit = HostMetricUnits.of(metric);
              draft.unit = unit.isEmpty() ? null : unit;
              draft.timeMillis = picture.timeMillis();
              submission.add(draft);
            });
    submission.rejected().forEach(rejection -> faults.add(rejection.reason()));
    return submission.accepted();
  }

  /** Nothing of it needs to be stored, but what came before it does. */
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
                  .trySubmit(connection.door(), readings)
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
    return new DomainException(Kind.TOO_MANY, "as many readings wait as may");
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
