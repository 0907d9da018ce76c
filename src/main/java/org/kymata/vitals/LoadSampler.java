package org.kymata.vitals;

import java.util.Optional;
import org.kymata.vitals.VitalsSample.Load;
import oshi.spi.SystemInfoProvider;

/** Load averages, in tasks. */
final class LoadSampler {
  private final SystemInfoProvider machine;

  LoadSampler(SystemInfoProvider machine) {
    this.machine = machine;
  }

  /** The load averages, absent where the system has none (Windows). */
  Optional<Load> sample() {
    return of(machine.getHardware().getProcessor().getSystemLoadAverage(3));
  }

  /**
   * Load averages out of the system's three numbers.
   *
   * @param averages over 1, 5 and 15 minutes; OSHI says "not known" with a negative number
   */
  static Optional<Load> of(double[] averages) {
    if (averages.length < 3) {
      return Optional.empty();
    }
    for (double average : averages) {
      if (!Double.isFinite(average) || average < 0) {
        return Optional.empty();
      }
    }
    return Optional.of(new Load(averages[0], averages[1], averages[2]));
  }
}
