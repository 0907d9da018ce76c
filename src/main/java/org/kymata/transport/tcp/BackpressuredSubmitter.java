package org.kymata.transport.tcp;

import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.kymata.errors.DomainException;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.Transport;
import org.kymata.readings.Reading;
import org.kymata.readings.ingest.ReadingBatch;

/**
 * Submits one connection's readings to ingest. When ingest is full, the readings wait here and the
 * handler stops reading the connection, so that TCP slows the node down: over this transport the
 * hub cannot ask a node to send again.
 */
final class BackpressuredSubmitter {

  /** Limit of uncommitted messages of one connection, so that other connections get their share. */
  static final int MAX_UNCOMMITTED = 256;

  private static final long RETRY_MILLIS = 50;

  private final TcpContext context;
  private final TcpReplyWriter replyWriter;
  private final Runnable resume;
  private final AtomicInteger uncommitted = new AtomicInteger();
  private volatile boolean full;
  private List<Reading> deferred;

  /**
   * Creates an empty submitter.
   *
   * @param resume runs on the event loop's thread when it can take readings again
   */
  BackpressuredSubmitter(TcpContext context, TcpReplyWriter replyWriter, Runnable resume) {
    this.context = context;
    this.replyWriter = replyWriter;
    this.resume = resume;
  }

  /** Whether it takes no more readings now; {@code resume} runs when it does again. */
  boolean isFull() {
    return full;
  }

  /** Submits a message's readings; returns the error of the first rejected one, or null. */
  String submit(NodeId node, TcpMessage message) {
    long now = System.currentTimeMillis();
    ReadingBatch batch = new ReadingBatch(context.nodes(), context.catalog(), node, now);
    message.drafts().forEach(batch::add);
    context.ingest().countRejected(Transport.TCP, batch);
    if (batch.accepted().isEmpty()) {
      context.statusTracker().recordMessage(node, now);
    } else {
      ingest(batch.accepted());
      if (deferred != null) {
        context.sessions().countPause();
      }
    }
    return batch.rejected().isEmpty() ? null : batch.rejected().get(0).reason();
  }

  private void ingest(List<Reading> readings) {
    try {
      var stored = context.ingest().trySubmit(Transport.TCP, readings);
      if (stored.isEmpty()) {
        retryLater(readings);
        return;
      }
      if (uncommitted.incrementAndGet() >= MAX_UNCOMMITTED) {
        full = true;
        // The commits may all be done by now, and then no callback would clear this.
        full = uncommitted.get() > MAX_UNCOMMITTED / 2;
      }
      stored.get().whenComplete((done, fault) -> onCommitted(readings, fault));
    } catch (DomainException e) {
      replyWriter.sendNotStored(readings.get(0).series().node(), e.getMessage());
    }
  }

  private void retryLater(List<Reading> readings) {
    deferred = readings;
    full = true;
    replyWriter.schedule(this::retry, RETRY_MILLIS);
  }

  private void retry() {
    List<Reading> readings = deferred;
    deferred = null;
    full = uncommitted.get() >= MAX_UNCOMMITTED;
    ingest(readings);
    resume.run();
  }

  /** Runs on the ingest thread and does only what is necessary there. */
  private void onCommitted(List<Reading> readings, Throwable fault) {
    int left = uncommitted.decrementAndGet();
    if (fault != null) {
      Throwable cause = fault instanceof CompletionException ? fault.getCause() : fault;
      String reason =
          cause instanceof DomainException known
              ? known.getMessage()
              : "the hub failed at this; its log says why";
      replyWriter.runOnEventLoop(
          () -> replyWriter.sendNotStored(readings.get(0).series().node(), reason));
    }
    if (full && left <= MAX_UNCOMMITTED / 2) {
      replyWriter.runOnEventLoop(this::resumeIfDrained);
    }
  }

  private void resumeIfDrained() {
    if (full && deferred == null && uncommitted.get() < MAX_UNCOMMITTED) {
      full = false;
      resume.run();
    }
  }
}
