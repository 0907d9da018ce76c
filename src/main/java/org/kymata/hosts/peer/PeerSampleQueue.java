package org.kymata.hosts.peer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.kymata.errors.DomainException;
import org.kymata.hosts.Sample;
import org.kymata.hosts.agent.AgentContext;
import org.kymata.hosts.agent.SampleSubmitter;
import org.kymata.messages.MessageLog;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.Transport;

/**
 * Passes another Kymata's samples to the submitter as fast as it takes them, and writes frames and
 * errors to the host's message log. Event loop's thread only.
 */
final class PeerSampleQueue {

  private static final int MAX_RAW = 2_048;
  private static final int MAX_REPORTED_ERRORS = 8;
  // One read may bring several frames with some samples each.
  private static final int MAX_QUEUED = 4 * PeerReadingsReader.MAX_TIMES;

  private final AgentContext context;
  private final NodeId node;
  private final SampleSubmitter submitter;
  private final PeerSampleAssembler assembler = new PeerSampleAssembler();
  private final Deque<Sample> queue = new ArrayDeque<>();

  PeerSampleQueue(AgentContext context, NodeId node, SampleSubmitter samples) {
    this.context = context;
    this.node = node;
    this.submitter = samples;
  }

  /** Whether reading should pause. */
  boolean isFull() {
    return submitter.isFull();
  }

  /**
   * Queues the readings of a frame.
   *
   * @return false when the queue is full
   */
  boolean offer(String frame, PeerMessage.ReadingsMessage measured) {
    List<String> faults = new ArrayList<>(measured.errors());
    int understood = faults.size();
    queue.addAll(assembler.assemble(measured, faults));
    context.connections().countRejected(node, measured.refused() + faults.size() - understood);
    traceInbound(frame, measured.toString(), faults);
    return queue.size() <= MAX_QUEUED;
  }

  /** Submits queued samples, as far as the submitter takes them. */
  void submitWaiting() {
    while (!submitter.isFull() && !queue.isEmpty()) {
      try {
        List<String> faults =
            submitter.submit(queue.poll(), true, PeerSampleAssembler.MIN_INTERVAL_MILLIS);
        if (!faults.isEmpty()) {
          traceInbound("", "", faults);
        }
      } catch (DomainException e) {
        reject("", e.getMessage());
      }
    }
  }

  /** Discards the queue. */
  void clear() {
    queue.clear();
  }

  /** Counts and logs a rejected frame. */
  void reject(String frame, String why) {
    context.connections().countRejected(node, 1);
    traceInbound(frame, "", List.of(why));
  }

  /** Logs a frame. */
  void traceInbound(String frame, String decoded, List<String> faults) {
    String fault =
        faults.isEmpty()
            ? null
            : String.join("; ", faults.subList(0, Math.min(MAX_REPORTED_ERRORS, faults.size())));
    context
        .messages()
        .received(
            node,
            Transport.KYMATA,
            () ->
                new MessageLog.Content(
                    frame.substring(0, Math.min(frame.length(), MAX_RAW)), decoded, fault));
  }
}
