package org.kymata.vitals;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import org.kymata.vitals.NetworkCounters.Bytes;
import org.kymata.vitals.VitalsSample.Network;
import oshi.spi.SystemInfoProvider;

/** Traffic of every network interface but the loopback, in bytes per second. */
final class NetworkSampler {
  /** More interfaces than this are cut off, those of containers first. */
  static final int MAX_NETWORKS = 64;

  private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  private final NetworkCounters counters;
  private Map<String, Bytes> before = Map.of();
  private long beforeNanos;

  NetworkSampler(SystemInfoProvider machine) {
    this(new NetworkCounters(machine));
  }

  NetworkSampler(NetworkCounters counters) {
    this.counters = counters;
  }

  /** The interfaces and their rates since the call before. */
  List<Network> sample() {
    return since(counters.read(), System.nanoTime());
  }

  /**
   * The interfaces and their rates since the counters given before.
   *
   * @param now counters by interface name
   * @param nowNanos when they were read, on a clock that never goes back: the wall clock of a
   *     machine that has just found a time server may jump by years
   */
  List<Network> since(Map<String, Bytes> now, long nowNanos) {
    List<String> names =
        now.keySet().stream()
            .sorted(Comparator.comparing(name -> name.startsWith("veth")))
            .limit(MAX_NETWORKS)
            .toList();
    List<Network> networks = new ArrayList<>(names.size());
    Map<String, Bytes> kept = new HashMap<>();
    for (String name : names) {
      Bytes current = now.get(name);
      Bytes last = before.get(name);
      if (last == null) {
        kept.put(name, current);
        networks.add(new Network(name, OptionalDouble.empty(), OptionalDouble.empty()));
        continue;
      }
      long elapsedNanos = nowNanos - beforeNanos;
      networks.add(
          new Network(
              name,
              bytesPerSecond(last.receivedBytes(), current.receivedBytes(), elapsedNanos),
              bytesPerSecond(last.sentBytes(), current.sentBytes(), elapsedNanos)));
      // A failed read comes as 0: kept, it would make the next rate a spike. So start anew.
      if (current.receivedBytes() >= last.receivedBytes()
          && current.sentBytes() >= last.sentBytes()) {
        kept.put(name, current);
      }
    }
    before = kept;
    beforeNanos = nowNanos;
    return networks;
  }

  /**
   * A rate out of two looks at a counter.
   *
   * @param beforeBytes the counter at the first look
   * @param nowBytes the counter at the second
   * @param elapsedNanos time between the two
   * @return bytes per second, 0 or more; absent when the counter went back or no time has passed
   */
  static OptionalDouble bytesPerSecond(long beforeBytes, long nowBytes, long elapsedNanos) {
    if (elapsedNanos <= 0 || nowBytes < beforeBytes) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of((nowBytes - beforeBytes) * NANOS_PER_SECOND / elapsedNanos);
  }
}
