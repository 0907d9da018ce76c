package org.kymata.hostmetrics;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.kymata.nodes.Transport;

/** The unit of each host metric, by its name: agents do not send units. */
public final class HostMetricUnits {
  private static final String PERCENT = "%";
  private static final String BYTES = "B";
  private static final String BYTES_PER_SECOND = "B/s";
  private static final String PER_SECOND = "1/s";
  private static final String NONE = "";

  private static final Map<String, String> WHOLE_NAMES =
      Map.of("cpu/frequency", "Hz", "memory", PERCENT, "uptime", "s");

  private static final Map<String, String> OF_DRIVES =
      Map.of(
          "read", BYTES_PER_SECOND,
          "write", BYTES_PER_SECOND,
          "reads", PER_SECOND,
          "writes", PER_SECOND,
          "busy", PERCENT);

  private static final Map<String, String> OF_NETWORKS =
      Map.of(
          "in", BYTES_PER_SECOND,
          "out", BYTES_PER_SECOND,
          "total_in", BYTES,
          "total_out", BYTES);

  private static final Map<String, String> OF_THE_HUB =
      Map.ofEntries(
          Map.entry("readings_in", PER_SECOND),
          Map.entry("readings_committed", PER_SECOND),
          Map.entry("readings_shed", PER_SECOND),
          Map.entry("readings_refused", PER_SECOND),
          Map.entry("readings_failed", PER_SECOND),
          Map.entry("readings_late", PER_SECOND),
          Map.entry("malformed", PER_SECOND),
          Map.entry("frames_out", PER_SECOND),
          Map.entry("bytes_out", BYTES_PER_SECOND),
          Map.entry("dropped", PER_SECOND),
          Map.entry("commands", PER_SECOND),
          Map.entry("cpu", PERCENT),
          Map.entry("gc", PERCENT),
          Map.entry("commit_p50", "ms"),
          Map.entry("commit_p99", "ms"),
          Map.entry("commit_readings", NONE),
          Map.entry("waiting", NONE),
          Map.entry("live_waiting", NONE),
          Map.entry("browsers", NONE),
          Map.entry("connections", NONE),
          Map.entry("heap", BYTES),
          Map.entry("heap_max", BYTES),
          Map.entry("nonheap", BYTES),
          Map.entry("threads", NONE),
          Map.entry("files", NONE),
          Map.entry("store", BYTES));

  private static final String HUB = "hub/";
  private static final String HUB_TRANSPORT_PREFIX = "hub/door/";

  private static final Set<String> RATES_OF_SWAP = Set.of("in", "out");

  private HostMetricUnits() {}

  /**
   * The unit of a metric.
   *
   * @param metric such as {@code net/eth0/in}
   * @return such as {@code B/s}; empty for a plain number and for a name that hosts do not have
   */
  public static String of(String metric) {
    String known = WHOLE_NAMES.get(metric);
    if (known != null) {
      return known;
    }
    int slash = metric.indexOf('/');
    String family = slash < 0 ? metric : metric.substring(0, slash);
    String ending = metric.substring(metric.lastIndexOf('/') + 1);
    return switch (family) {
      case "cpu", "battery" -> PERCENT;
      case "temperature" -> "°C";
      case "fan" -> "rpm";
      case "memory" -> BYTES;
      case "swap" -> RATES_OF_SWAP.contains(ending) ? BYTES_PER_SECOND : BYTES;
      case "disk" -> ofDisk(metric, slash);
      case "drive" -> OF_DRIVES.getOrDefault(ending, NONE);
      case "hub" -> ofHub(metric);
      case "net" -> OF_NETWORKS.getOrDefault(ending, PER_SECOND);
      default -> NONE;
    };
  }

  private static String ofHub(String metric) {
    return metric.startsWith(HUB_TRANSPORT_PREFIX)
        ? PER_SECOND
        : OF_THE_HUB.getOrDefault(metric.substring(HUB.length()), NONE);
  }

  /** Whether this is a metric of a hub's own work. */
  public static boolean isHubMetric(String metric) {
    return metric.startsWith(HUB_TRANSPORT_PREFIX)
        ? Arrays.stream(Transport.values())
            .anyMatch(transport -> metric.equals(HUB_TRANSPORT_PREFIX + transport.wireName()))
        : metric.startsWith(HUB) && OF_THE_HUB.containsKey(metric.substring(HUB.length()));
  }

  /**
   * The unit of a disk metric: {@code disk/used} is a file system mounted at {@code /used}, and
   * {@code disk/a/used} is not.
   */
  private static String ofDisk(String metric, int slash) {
    int last = metric.lastIndexOf('/');
    return switch (last == slash ? "" : metric.substring(last + 1)) {
      case "used", "total" -> BYTES;
      case "inodes", "inodes_total" -> NONE;
      default -> PERCENT;
    };
  }
}
