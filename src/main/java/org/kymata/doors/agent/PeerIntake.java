package org.kymata.doors.agent;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.kymata.hosts.Sample;
import org.kymata.messages.MessageLog;
import org.kymata.nodes.Door;
import org.kymata.nodes.NodeId;
import org.kymata.platform.DomainException;

/**
 * Brings what another Kymata measured to the store, as fast as that takes it, and shows in the
 * host's X-ray what came and what was wrong with it. The event loop's thread only.
 */
final class PeerIntake {

  private static final int MAX_RAW = 2_048;
  private static final int MAX_TOLD = 8;
  // One read may bring several frames, each with some samples.
  private static final int MAX_UNTAKEN = 4 * PeerReadings.MAX_TIMES;

  private final Parts parts;
  private final NodeId node;
  private final Samples samples;
  private final PeerSamples reader = new PeerSamples();
  private final Deque<Sample> untaken = new ArrayDeque<>();

  PeerIntake(Parts parts, NodeId node, Samples samples) {
    this.parts = parts;
    this.node = node;
    this.samples = samples;
  }

  /** Whether no more should be read now. */
  boolean isFull() {
    return samples.isFull();
  }

  /**
   * Takes the readings of a frame.
   *
   * @return false when more waits than may
   */
  boolean offer(String frame, PeerFrame.Measured measured) {
    List<String> faults = new ArrayList<>(measured.faults());
    int understood = faults.size();
    untaken.addAll(reader.samples(measured, faults));
    parts.links().countRefused(node, measured.refused() + faults.size() - understood);
    note(frame, measured.toString(), faults);
    return untaken.size() <= MAX_UNTAKEN;
  }

  /** Stores what waits, as far as the store takes it. */
  void goOn() {
    while (!samples.isFull() && !untaken.isEmpty()) {
      try {
        List<String> faults = samples.take(untaken.poll(), true, PeerSamples.SHORTEST_MILLIS);
        if (!faults.isEmpty()) {
          note("", "", faults);
        }
      } catch (DomainException e) {
        refused("", e.getMessage());
      }
    }
  }

  /** What waits is not wanted any more. */
  void clear() {
    untaken.clear();
  }

  /** Counts and shows a frame that could not be taken. */
  void refused(String frame, String why) {
    parts.links().countRefused(node, 1);
    note(frame, "", List.of(why));
  }

  /** Shows a frame. */
  void note(String frame, String decoded, List<String> faults) {
    String fault =
        faults.isEmpty()
            ? null
            : String.join("; ", faults.subList(0, Math.min(MAX_TOLD, faults.size())));
    parts
        .xray()
        .received(
            node,
            Door.KYMATA,
            () ->
                new MessageLog.Content(
                    frame.substring(0, Math.min(frame.length(), MAX_RAW)), decoded, fault));
  }
}
