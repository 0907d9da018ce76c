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
 * Brings one connection's readings to the intake. Where the intake takes no more, the readings wait
 * here and the connection is not read on, so that the node's own sending slows down: at this door a
 * node cannot be told to repeat anything.
 */
final class BackpressuredSubmitter {

  /** So many messages of a connection may wait for their commit; others have their turn too. */
  static final int MAX_UNCOMMITTED = 256;

  private static final long RETRY_MILLIS = 50;

  private final TcpContext context;
  private final TcpReplyWriter replyWriter;
  private final Runnable resume;
  private final AtomicInteger uncommitted = new AtomicInteger();
  private volatile boolean full;
  private List<Reading> deferred;

  /**
   * Without readings as yet.
   *
   * @param goOn runs on the loop's thread when more can be taken again
   */
  BackpressuredSubmitter(TcpContext parts, TcpReplyWriter voice, Runnable goOn) {
    this.context = parts;
    this.replyWriter = voice;
    this.resume = goOn;
  }

  /** Whether no more can be taken now; {@code goOn} runs when that is over. */
  boolean isFull() {
    return full;
  }

  /** Takes a message's readings; returns what was wrong with the first bad one, null if nothing. */
  String submit(NodeId node, TcpMessage message) {
    long now = System.currentTimeMillis();
    ReadingBatch submission = new ReadingBatch(context.nodes(), context.catalog(), node, now);
    message.drafts().forEach(submission::add);
    context.ingest().countRejected(Transport.TCP, submission);
    if (submission.accepted().isEmpty()) {
      context.presence().recordMessage(node, now);
    } else {
      ingest(submission.accepted());
      if (deferred != null) {
        context.sessions().countPause();
      }
    }
    return submission.rejected().isEmpty() ? null : submission.rejected().get(0).reason();
  }

  private void ingest(List<Reading> readings) {
    try {
      var taken = context.ingest().trySubmit(Transport.TCP, readings);
      if (taken.isEmpty()) {
        retryLater(readings);
        return;
      }
      if (uncommitted.incrementAndGet() >= MAX_UNCOMMITTED) {
        full = true;
        // All may be committed by now, and nobody would come to say so.
        full = uncommitted.get() > MAX_UNCOMMITTED / 2;
      }
      taken.get().whenComplete((done, fault) -> onCommitted(readings, fault));
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

  /** On the intake's thread: only what must be goes on to the loop's. */
  private void onCommitted(List<Reading> readings, Throwable fault) {
    int left = uncommitted.decrementAndGet();
    if (fault != null) {
      Throwable cause = fault instanceof CompletionException ? fault.getCause() : fault;
      String reason =
          cause instanceof DomainException refusal
              ? refusal.getMessage()
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
