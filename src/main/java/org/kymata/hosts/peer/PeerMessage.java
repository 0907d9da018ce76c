package org.kymata.hosts.peer;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.kymata.hostmetrics.HostFacts;

/** A decoded frame of another Kymata. */
sealed interface PeerMessage {

  /** Limit of a frame, in bytes; a snapshot of the largest machine has a third of it. */
  int MAX_BYTES = 512 << 10;

  /**
   * The other Kymata introduces itself.
   *
   * @param version of its program
   * @param machine that Kymata's node id of the machine that it runs on
   * @param host the machine's host name
   */
  record Welcome(String version, String machine, String host) implements PeerMessage {
    @Override
    public String toString() {
      return "welcome of kymata/" + version + " on " + host;
    }
  }

  /**
   * Readings of its machine.
   *
   * @param samplesByTime values by metric name, by their time in epoch milliseconds; finite,
   *     otherwise not validated
   * @param dropped readings that it dropped, because this hub was too slow
   * @param refused series and points that were not decoded
   * @param errors the first reasons for that
   */
  record ReadingsMessage(
      SortedMap<Long, Map<String, Double>> samplesByTime,
      long dropped,
      long refused,
      List<String> errors)
      implements PeerMessage {
    @Override
    public String toString() {
      int values = samplesByTime.values().stream().mapToInt(Map::size).sum();
      return samplesByTime.size() + " samples with " + values + " values";
    }
  }

  /**
   * The facts of its machine.
   *
   * @param machine that Kymata's node id of the machine
   */
  record Facts(String machine, HostFacts facts) implements PeerMessage {
    @Override
    public String toString() {
      return "facts of " + facts.host().orElse("a host without a name");
    }
  }

  /** An error. */
  record ErrorMessage(int status, String detail) implements PeerMessage {
    @Override
    public String toString() {
      return "error " + status + ": " + detail;
    }
  }

  /** A frame that this hub does not use. */
  record IgnoredMessage(String type) implements PeerMessage {
    @Override
    public String toString() {
      return type;
    }
  }
}
