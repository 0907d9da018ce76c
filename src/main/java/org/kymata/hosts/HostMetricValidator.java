package org.kymata.hosts;

import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.kymata.hostmetrics.HostMetricUnits;
import org.kymata.json.JsonNumbers;
import org.kymata.text.NameValidator;
import org.kymata.text.Texts;

/**
 * Decides which metrics a host may have, and which values are plausible (docs/protocol.md). An
 * agent is another program on another machine, so its input is checked.
 */
final class HostMetricValidator {

  private record ValueRange(double min, double max) {
    boolean contains(double value) {
      return value >= min && value <= max;
    }
  }

  private static final ValueRange PERCENT = new ValueRange(0, 100);
  // An exbibyte: beyond 2^53 a double cannot represent single bytes, and no machine has as much.
  private static final ValueRange BYTES = new ValueRange(0, 0x1p60);
  // Faster than any link or drive: a higher rate comes from a counter that was reset.
  private static final ValueRange RATE = new ValueRange(0, 1e13);
  private static final ValueRange COUNT = new ValueRange(0, 1e12);
  private static final ValueRange LOAD = new ValueRange(0, 1e6);
  private static final ValueRange CELSIUS = new ValueRange(-273.15, 1_000);

  private static final Map<String, ValueRange> SINGLE =
      Map.ofEntries(
          Map.entry("cpu", PERCENT),
          Map.entry("cpu/user", PERCENT),
          Map.entry("cpu/system", PERCENT),
          Map.entry("cpu/iowait", PERCENT),
          Map.entry("cpu/steal", PERCENT),
          Map.entry("cpu/idle", PERCENT),
          Map.entry("cpu/frequency", COUNT),
          Map.entry("load/1m", LOAD),
          Map.entry("load/5m", LOAD),
          Map.entry("load/15m", LOAD),
          Map.entry("memory", PERCENT),
          Map.entry("memory/used", BYTES),
          Map.entry("memory/total", BYTES),
          Map.entry("memory/available", BYTES),
          Map.entry("memory/cached", BYTES),
          Map.entry("memory/buffers", BYTES),
          Map.entry("swap/used", BYTES),
          Map.entry("swap/total", BYTES),
          Map.entry("swap/in", RATE),
          Map.entry("swap/out", RATE),
          Map.entry("processes", COUNT),
          Map.entry("processes/running", COUNT),
          Map.entry("threads", COUNT),
          Map.entry("uptime", COUNT));

  private static final Set<String> TCP_STATES =
      Set.of(
          "established",
          "syn_sent",
          "syn_recv",
          "fin_wait1",
          "fin_wait2",
          "time_wait",
          "close",
          "close_wait",
          "last_ack",
          "listen",
          "closing");

  private static final Set<String> DRIVE_RATES = Set.of("read", "write", "reads", "writes");

  private static final Set<String> NETWORK_RATES =
      Set.of(
          "in",
          "out",
          "packets_in",
          "packets_out",
          "errors_in",
          "errors_out",
          "drops_in",
          "drops_out");

  private static final Pattern CORE = Pattern.compile("cpu/core(0|[1-9][0-9]{0,3})");

  /** How many parts of each kind a host may have. */
  static final Map<String, Integer> MAX_PARTS =
      Map.of("disk", 64, "drive", 64, "net", 64, "temperature", 64, "fan", 32, "battery", 8);

  static final int MAX_CORES = 1_024;

  private HostMetricValidator() {}

  /** The error of a value; null when it is valid. */
  static String error(String metric, double value) {
    if (!NameValidator.isValid(metric)) {
      return NameValidator.errorMessage("a metric", metric);
    }
    ValueRange range = range(metric);
    if (range == null) {
      return "\"" + Texts.forDisplay(metric) + "\" is not a metric of a host";
    }
    if (!range.contains(value)) {
      return metric
          + " is "
          + JsonNumbers.text(value)
          + ", but can only be from "
          + JsonNumbers.text(range.min)
          + " to "
          + JsonNumbers.text(range.max);
    }
    return null;
  }

  private static ValueRange range(String metric) {
    ValueRange single = SINGLE.get(metric);
    if (single != null) {
      return single;
    }
    int slash = metric.indexOf('/');
    if (slash < 0 || slash == metric.length() - 1) {
      return null;
    }
    int last = metric.lastIndexOf('/');
    String ending = last == slash ? "" : metric.substring(last + 1);
    return switch (metric.substring(0, slash)) {
      case "cpu" -> isCore(metric) ? PERCENT : null;
      case "hub" -> HostMetricUnits.isHubMetric(metric) ? BYTES : null;
      case "temperature" -> CELSIUS;
      case "fan" -> COUNT;
      case "battery" -> PERCENT;
      case "tcp" -> TCP_STATES.contains(metric.substring(slash + 1)) ? COUNT : null;
      case "disk" -> ofDisk(ending);
      case "drive" -> ending.equals("busy") ? PERCENT : DRIVE_RATES.contains(ending) ? RATE : null;
      case "net" ->
          ending.equals("total_in") || ending.equals("total_out")
              ? BYTES
              : NETWORK_RATES.contains(ending) ? RATE : null;
      default -> null;
    };
  }

  private static boolean isCore(String metric) {
    var core = CORE.matcher(metric);
    return core.matches() && Integer.parseInt(core.group(1)) < MAX_CORES;
  }

  private static ValueRange ofDisk(String ending) {
    return switch (ending) {
      case "used", "total" -> BYTES;
      case "inodes", "inodes_total" -> new ValueRange(0, 0x1p63);
      default -> PERCENT;
    };
  }

  /** The kind of part that a metric belongs to; "" for a metric of the host itself. */
  static String kind(String metric) {
    int slash = metric.indexOf('/');
    String family = slash < 0 ? metric : metric.substring(0, slash);
    return MAX_PARTS.containsKey(family) ? family : "";
  }

  /** The part that a metric belongs to, such as {@code net/eth0} of {@code net/eth0/in}. */
  static String part(String metric) {
    int slash = metric.indexOf('/');
    int last = metric.lastIndexOf('/');
    boolean isPart =
        switch (kind(metric)) {
          case "temperature", "fan", "battery" -> true;
          case "disk" -> last == slash || ofDisk(metric.substring(last + 1)) == PERCENT;
          default -> last == slash;
        };
    return isPart ? metric : metric.substring(0, last);
  }
}
