package org.kymata.hosts.peer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.kymata.hosts.Sample;

/**
 * Builds samples from the readings of another Kymata's machine. It stores each sample completely,
 * so the readings with the same time are one sample. Not thread-safe.
 */
final class PeerSampleAssembler {

  /** The shortest interval of a Kymata's machine. */
  static final int MIN_INTERVAL_MILLIS = 300;

  // Every sample has them; other readings that are stored for that node do not.
  private static final Set<String> REQUIRED_METRICS = Set.of("uptime", "memory/total");

  private long seq;
  private long lastMillis = -1;
  private int lastSize = 1;

  /**
   * The samples in a frame, oldest first.
   *
   * @param faults collects what was rejected, and why
   */
  List<Sample> assemble(PeerMessage.ReadingsMessage measured, List<String> faults) {
    List<Sample> samples = new ArrayList<>();
    long dropped = measured.dropped() == 0 ? 0 : Math.max(1, measured.dropped() / lastSize);
    for (Map.Entry<Long, Map<String, Double>> at : measured.samplesByTime().entrySet()) {
      Map<String, Double> metrics = at.getValue();
      if (metrics.keySet().stream().noneMatch(REQUIRED_METRICS::contains)) {
        faults.add("readings of " + at.getKey() + " are not a complete sample");
      } else if (at.getKey() == lastMillis) {
        faults.add("the sample of " + at.getKey() + " came twice");
      } else {
        lastMillis = at.getKey();
        samples.add(new Sample(++seq, lastMillis, true, metrics, Set.of(), dropped, List.of()));
        lastSize = metrics.size();
        dropped = 0;
      }
    }
    return samples;
  }
}
