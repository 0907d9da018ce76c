package org.kymata.doors.tcp;

import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.kymata.nodes.Door;
import org.kymata.nodes.NodeId;
import org.kymata.platform.DomainException;
import org.kymata.readings.Reading;
import org.kymata.readings.ingest.ReadingBatch;

/**
 * Brings one connection's readings to the intake. Where the intake takes no more, the readings wait
 * here and the connection is not read on, so that the node's own sending slows down: at this door a
 * node cannot be told to repeat anything.
 */
final class Storing {

  /** So many messages of a connection may wait for their commit; others have their turn too. */
  static final int MAX_UNCOMMITTED = 256;

  private static final long RETRY_MILLIS = 50;

  private final Parts parts;
  private final Voice voice;
  private final Runnable goOn;
  private final AtomicInteger uncommitted = new AtomicInteger();
  private volatile boolean full;
  private List<Reading> refused;

  /**
   * Without readings as yet.
   *
   * @param goOn runs on the loop's thread when more can be taken again
   */
  Storing(Parts parts, Voice voice, Runnable goOn) {
    this.parts = parts;
    this.voice = voice;
    this.goOn = goOn;
  }

  /** Whether no more can be taken now; {@code goOn} runs when that is over. */
  boolean isFull() {
    return full;
  }

  /** Takes a message's readings; returns what was wrong with the first bad one, null if nothing. */
  String take(NodeId node, TcpMessage message) {
    long now = System.currentTimeMillis();
    ReadingBatch submission = new ReadingBatch(parts.nodes(), parts.catalog(), node, now);
    message.drafts().forEach(submission::add);
    parts.intake().countRejected(Door.TCP, submission);
    if (submission.accepted().isEmpty()) {
      parts.presence().heard(node, now);
    } else {
      offer(submission.accepted());
      if (refused != null) {
        parts.guests().countHeld();
      }
    }
    return submission.rejected().isEmpty() ? null : submission.rejected().get(0).reason();
  }

  private void offer(List<Reading> readings) {
    try {
      var taken = parts.intake().trySubmit(Door.TCP, readings);
      if (taken.isEmpty()) {
        waitWith(readings);
        return;
      }
      if (uncommitted.incrementAndGet() >= MAX_UNCOMMITTED) {
        full = true;
        // All may be committed by now, and nobody would come to say so.
        full = uncommitted.get() > MAX_UNCOMMITTED / 2;
      }
      taken.get().whenComplete((done, fault) -> committed(readings, fault));
    } catch (DomainException e) {
      voice.notStored(readings.get(0).series().node(), e.getMessage());
    }
  }

  private void waitWith(List<Reading> readings) {
    refused = readings;
    full = true;
    voice.later(this::tryAgain, RETRY_MILLIS);
  }

  private void tryAgain() {
    List<Reading> readings = refused;
    refused = null;
    full = uncommitted.get() >= MAX_UNCOMMITTED;
    offer(readings);
    goOn.run();
  }

  /** On the intake's thread: only what must be goes on to the loop's. */
  private void committed(List<Reading> readings, Throwable fault) {
    int left = uncommitted.decrementAndGet();
    if (fault != null) {
      Throwable cause = fault instanceof CompletionException ? fault.getCause() : fault;
      String reason =
          cause instanceof DomainException refusal
              ? refusal.getMessage()
              : "the hub failed at this; its log says why";
      voice.onLoop(() -> voice.notStored(readings.get(0).series().node(), reason));
    }
    if (full && left <= MAX_UNCOMMITTED / 2) {
      voice.onLoop(this::relax);
    }
  }

  private void relax() {
    if (full && refused == null && uncommitted.get() < MAX_UNCOMMITTED) {
      full = false;
      goOn.run();
    }
  }
}
