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
 * Brings what another Kymata measured to the store, as fast as that takes it, and shows in the
 * host's X-ray what came and what was wrong with it. The event loop's thread only.
 */
final class PeerSampleQueue {

  private static final int MAX_RAW = 2_048;
  private static final int MAX_REPORTED_ERRORS = 8;
  // One read may bring several frames, each with some samples.
  private static final int MAX_QUEUED = 4 * PeerReadingsReader.MAX_TIMES;

  private final AgentContext context;
  private final NodeId node;
  private final SampleSubmitter submitter;
  private final PeerSampleAssembler assembler = new PeerSampleAssembler();
  private final Deque<Sample> queue = new ArrayDeque<>();

  PeerSampleQueue(AgentContext parts, NodeId node, SampleSubmitter samples) {
    this.context = parts;
    this.node = node;
    this.submitter = samples;
  }

  /** Whether no more should be read now. */
  boolean isFull() {
    return submitter.isFull();
  }

  /**
   * Takes the readings of a frame.
   *
   * @return false when more waits than may
   */
  boolean offer(String frame, PeerMessage.ReadingsMessage measured) {
    List<String> faults = new ArrayList<>(measured.errors());
    int understood = faults.size();
    queue.addAll(assembler.assemble(measured, faults));
    context.connections().countRejected(node, measured.refused() + faults.size() - understood);
    traceInbound(frame, measured.toString(), faults);
    return queue.size() <= MAX_QUEUED;
  }

  /** Stores what waits, as far as the store takes it. */
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

  /** What waits is not wanted any more. */
  void clear() {
    queue.clear();
  }

  /** Counts and shows a frame that could not be taken. */
  void reject(String frame, String why) {
    context.connections().countRejected(node, 1);
    traceInbound(frame, "", List.of(why));
  }

  /** Shows a frame. */
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
