package org.kymata.vitals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import oshi.hardware.CentralProcessor.TickType;
import oshi.spi.SystemInfoProvider;

/**
 * Use of the processor between two samples, in percent, in all and per core.
 *
 * <p>OSHI gives the same counters for 300 ms; a sample asked for sooner has no use in it.
 */
final class CpuSampler {
  private final SystemInfoProvider machine;
  private List<Ticks> before = List.of();

  CpuSampler(SystemInfoProvider machine) {
    this.machine = machine;
  }

  /**
   * Time that a core has spent since it came up.
   *
   * @param busy ticks spent working, or taken by the hypervisor
   * @param idle ticks spent idle, or waiting for disks
   */
  record Ticks(long busy, long idle) {
    /** Sorts a core's counters, one for each of OSHI's tick types. */
    static Ticks of(long[] counters) {
      long idle = counters[TickType.IDLE.getIndex()] + counters[TickType.IOWAIT.getIndex()];
      return new Ticks(Arrays.stream(counters).sum() - idle, idle);
    }
  }

  /**
   * How much was used.
   *
   * @param allPercent of all cores together, 0 to 100
   * @param perCorePercent of each core, 0 to 100
   */
  record Use(double allPercent, List<Double> perCorePercent) {}

  /** The use since the call before; absent at the first call and after the counters were reset. */
  Optional<Use> sample() {
    return since(machine.getHardware().getProcessor().getProcessorCpuLoadTicks());
  }

  /**
   * The use since the counters given before.
   *
   * @param countersPerCore for each core one counter per tick type
   */
  Optional<Use> since(long[][] countersPerCore) {
    List<Ticks> now = running(countersPerCore);
    Optional<Use> use = between(before, now);
    // After a step back the next sample must not be measured from a number that was never true.
    before = wentBack(before, now) ? List.of() : now;
    return use;
  }

  /**
   * The use between two looks at the counters.
   *
   * @param before each core's time at the first look
   * @param now each core's time at the second
   * @return absent when there is nothing to compare: no first look, other cores than then, a
   *     counter that went back, or no time between the two
   */
  static Optional<Use> between(List<Ticks> before, List<Ticks> now) {
    if (now.isEmpty() || before.size() != now.size() || wentBack(before, now)) {
      return Optional.empty();
    }
    List<Double> perCore = new ArrayList<>(now.size());
    long busy = 0;
    long total = 0;
    for (int core = 0; core < now.size(); core++) {
      long coreBusy = now.get(core).busy() - before.get(core).busy();
      long coreTotal = coreBusy + now.get(core).idle() - before.get(core).idle();
      if (coreTotal == 0) {
        return Optional.empty();
      }
      perCore.add(100.0 * coreBusy / coreTotal);
      busy += coreBusy;
      total += coreTotal;
    }
    return Optional.of(new Use(100.0 * busy / total, List.copyOf(perCore)));
  }

  private static boolean wentBack(List<Ticks> before, List<Ticks> now) {
    for (int core = 0; core < Math.min(before.size(), now.size()); core++) {
      if (now.get(core).busy() < before.get(core).busy()
          || now.get(core).idle() < before.get(core).idle()) {
        return true;
      }
    }
    return false;
  }

  /** A core that is switched off, and every core of a failed read, comes as zeros. */
  private static List<Ticks> running(long[][] countersPerCore) {
    return Arrays.stream(countersPerCore)
        .map(Ticks::of)
        .filter(ticks -> ticks.busy() + ticks.idle() > 0)
        .toList();
  }
}
