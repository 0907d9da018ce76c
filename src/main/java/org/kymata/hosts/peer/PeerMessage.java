package org.kymata.hosts.peer;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.kymata.hostmetrics.HostFacts;

/** A frame of another Kymata, as it was understood. */
sealed interface PeerMessage {

  /** The most bytes of a frame; a picture of the largest machine that there may be has a third. */
  int MAX_BYTES = 512 << 10;

  /**
   * Who it is.
   *
   * @param version of its program
   * @param machine the id there of the machine that it runs on
   * @param host what that machine calls itself
   */
  record Welcome(String version, String machine, String host) implements PeerMessage {
    @Override
    public String toString() {
      return "welcome of kymata/" + version + " on " + host;
    }
  }

  /**
   * What its machine measured.
   *
   * @param at numbers by metric name, by their time, epoch milliseconds; finite, not checked
   *     further
   * @param dropped how many readings it left out, since this hub was too slow
   * @param refused how many series and points are not in {@code at}
   * @param faults why, of the first ones
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
   * What its machine is and has.
   *
   * @param machine the id there
   */
  record Facts(String machine, HostFacts facts) implements PeerMessage {
    @Override
    public String toString() {
      return "facts of " + facts.host().orElse("a host without a name");
    }
  }

  /** It could not do what it was told. */
  record ErrorMessage(int status, String detail) implements PeerMessage {
    @Override
    public String toString() {
      return "error " + status + ": " + detail;
    }
  }

  /** Something that is not for this hub. */
  record IgnoredMessage(String type) implements PeerMessage {
    @Override
    public String toString() {
      return type;
    }
  }
}
