package org.kymata.vitals;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.kymata.vitals.VitalsSample.Os;
import oshi.software.os.OperatingSystem;
import oshi.spi.SystemInfoProvider;
import oshi.util.Constants;

/**
 * What the machine is and since when it runs. Names are read once: the first call of each method
 * may start a program ({@code lshw}, {@code lscpu}), the later ones never do.
 */
final class SystemSampler {
  /** Uptime comes in whole seconds and clocks are slewed; a greater step is a clock set anew. */
  private static final long BOOT_TIME_TOLERANCE_MILLIS = 5_000;

  private final SystemInfoProvider machine;
  private Optional<String> osName = Optional.empty();
  private Optional<String> hostName = Optional.empty();
  private Optional<String> cpuModel = Optional.empty();
  private OptionalLong bootTimeMillis = OptionalLong.empty();

  SystemSampler(SystemInfoProvider machine) {
    this.machine = machine;
  }

  /** The host name without its domain; absent when the machine has none. */
  Optional<String> hostName() {
    if (hostName.isEmpty()) {
      hostName = known(machine.getOperatingSystem().getNetworkParams().getHostName());
    }
    return hostName;
  }

  /** The processor's name; absent when it would not say. */
  Optional<String> cpuModel() {
    if (cpuModel.isEmpty()) {
      cpuModel = known(machine.getHardware().getProcessor().getProcessorIdentifier().getName());
    }
    return cpuModel;
  }

  /**
   * Operating system and uptime.
   *
   * @param nowMillis the wall clock, epoch milliseconds
   */
  Os os(long nowMillis) {
    OperatingSystem system = machine.getOperatingSystem();
    String name =
        osName.orElseGet(
            () -> osName(system.getFamily(), known(system.getVersionInfo().getVersion())));
    osName = Optional.of(name);
    long seconds = system.getSystemUptime();
    OptionalLong uptimeSeconds = seconds > 0 ? OptionalLong.of(seconds) : OptionalLong.empty();
    bootTimeMillis = bootTime(bootTimeMillis, nowMillis, uptimeSeconds);
    return new Os(
        name,
        System.getProperty("os.version"),
        System.getProperty("os.arch"),
        bootTimeMillis,
        uptimeSeconds);
  }

  /**
   * Name and version in one.
   *
   * @param family such as {@code Debian GNU/Linux}
   * @param version such as {@code 12}
   */
  static String osName(String family, Optional<String> version) {
    return version.map(known -> family + " " + known).orElse(family);
  }

  /**
   * Boot time by now less uptime, which stays right when the wall clock is set after the start (a
   * Raspberry Pi has no clock of its own), held still against the jitter of whole seconds.
   *
   * @param before the boot time of the sample before, epoch milliseconds
   * @param nowMillis the wall clock, epoch milliseconds
   * @param uptimeSeconds seconds since boot
   * @return epoch milliseconds; absent without an uptime
   */
  static OptionalLong bootTime(OptionalLong before, long nowMillis, OptionalLong uptimeSeconds) {
    if (uptimeSeconds.isEmpty()) {
      return OptionalLong.empty();
    }
    long estimate = nowMillis - TimeUnit.SECONDS.toMillis(uptimeSeconds.getAsLong());
    boolean steady =
        before.isPresent() && Math.abs(estimate - before.getAsLong()) <= BOOT_TIME_TOLERANCE_MILLIS;
    return steady ? before : OptionalLong.of(estimate);
  }

  private static Optional<String> known(String text) {
    return Optional.ofNullable(text)
        .map(String::strip)
        .filter(stripped -> !stripped.isEmpty() && !stripped.equals(Constants.UNKNOWN));
  }
}
