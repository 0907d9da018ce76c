package org.kymata.hostmetrics;

import java.util.List;
import java.util.concurrent.TimeUnit;
import oshi.hardware.PowerSource;

/** Charge of the machine's batteries, in percent. */
final class BatterySampler {
  /** Further batteries are left out. */
  static final int MAX_BATTERIES = 8;

  private static final String SUPPLIES = "sys/class/power_supply";
  private static final long RELIST_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final SystemSources systemSources;
  private final MetricNamer names = new MetricNamer("battery/", List.of(""));
  private List<String> batteries = List.of();
  private List<PowerSource> sources = List.of();
  private boolean listed;
  private long listedAtNanos;

  BatterySampler(SystemSources machine) {
    this.systemSources = machine;
  }

  /** Adds the batteries; nothing when there are none. */
  void sample(SnapshotBuilder snapshot) {
    if (!listed || snapshot.nanos() - listedAtNanos >= RELIST_NANOS) {
      relist();
      listed = true;
      listedAtNanos = snapshot.nanos();
    }
    List<String> metrics = names.of(batteries);
    for (int i = 0; i < batteries.size(); i++) {
      String metric = metrics.get(i);
      if (systemSources.isLinux()) {
        systemSources
            .procFs()
            .number(SUPPLIES + "/" + batteries.get(i) + "/capacity")
            .ifPresent(percent -> snapshot.percent(metric, percent));
      } else {
        snapshot.percent(metric, sources.get(i).getRemainingCapacityPercent() * 100);
      }
    }
  }

  private void relist() {
    if (systemSources.isLinux()) {
      batteries =
          systemSources.procFs().names(SUPPLIES).stream()
              .filter(this::isBattery)
              .limit(MAX_BATTERIES)
              .toList();
    } else {
      sources =
          systemSources.oshi().getHardware().getPowerSources().stream()
              .filter(source -> source.getMaxCapacity() > 0)
              .limit(MAX_BATTERIES)
              .toList();
      batteries = sources.stream().map(PowerSource::getName).toList();
    }
  }

  /**
   * Whether it is a battery of the machine; a mouse's has the scope of a device, and an empty bay
   * is not present.
   */
  private boolean isBattery(String supply) {
    String folder = SUPPLIES + "/" + supply;
    return systemSources.procFs().line(folder + "/type").orElse("").equals("Battery")
        && !systemSources.procFs().line(folder + "/scope").orElse("").equals("Device")
        && systemSources.procFs().number(folder + "/present").orElse(1) != 0;
  }
}
