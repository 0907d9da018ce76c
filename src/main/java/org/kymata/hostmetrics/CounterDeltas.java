package org.kymata.hostmetrics;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Computes how much counters grew since the previous call. Each name has a group of counters that
 * are read together.
 *
 * <p>A counter that went back has a gap. If no other counter of its group grew, the group was
 * reset, or could not be read and is 0: it starts again from here, so that no spike follows.
 */
final class CounterDeltas {
  /** Stands for an unknown growth. */
  static final long UNKNOWN = -1;

  private static final double NANOS_PER_SECOND = 1e9;

  private Map<String, long[]> previous = Map.of();
  private long previousNanos;

  /**
   * The growth since the previous call.
   *
   * @param now counters by name; negative ones were not readable
   * @param nowNanos the time of the reading, by a monotonic clock: the wall clock of a machine that
   *     has just found a time server may jump by years
   * @return growths by name, {@link #UNKNOWN} where not known; without names that are new
   */
  Delta update(Map<String, long[]> now, long nowNanos) {
    Map<String, long[]> growths = new HashMap<>();
    Map<String, long[]> kept = new HashMap<>();
    long elapsed = nowNanos - previousNanos;
    now.forEach(
        (name, counters) -> {
          long[] last = previous.get(name);
          boolean forward = last == null;
          boolean same = true;
          if (last != null && last.length == counters.length && elapsed > 0) {
            long[] growth = new long[counters.length];
            for (int i = 0; i < counters.length; i++) {
              growth[i] = last[i] < 0 || counters[i] < last[i] ? UNKNOWN : counters[i] - last[i];
              forward |= counters[i] >= 0 && counters[i] > last[i];
              same &= counters[i] == last[i];
            }
            growths.put(name, growth);
          }
          if (forward || same) {
            kept.put(name, counters);
          }
        });
    previous = kept;
    previousNanos = nowNanos;
    return new Delta(growths, elapsed / NANOS_PER_SECOND);
  }

  /**
   * The growth of all counters.
   *
   * @param groups growths by name
   * @param seconds the time between the two readings
   */
  record Delta(Map<String, long[]> groups, double seconds) {
    /** A counter's growth per second; absent in a gap. */
    OptionalDouble perSecond(String name, int counter) {
      long[] growth = groups.get(name);
      return growth == null || growth[counter] < 0
          ? OptionalDouble.empty()
          : OptionalDouble.of(growth[counter] / seconds);
    }
  }
}
