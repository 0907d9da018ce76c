package org.kymata.hostmetrics;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.kymata.hostmetrics.HostFacts.Os;
import oshi.software.os.OperatingSystem;
import oshi.util.Constants;

/**
 * The machine's facts and its uptime. Reads what never changes once; where the kernel does not
 * report the processor's name, OSHI may start a program for it ({@code lscpu}).
 */
final class SystemSampler {
  /**
   * Uptime may be in whole seconds and clocks are slewed; a larger step means that the clock was
   * set.
   */
  private static final long BOOT_TIME_TOLERANCE_MILLIS = 5_000;

  /** Java's names of architectures, and the kernel's. */
  private static final Map<String, String> ARCHITECTURES =
      Map.of("amd64", "x86_64", "arm", "armv7l");

  private static final String UPTIME = "proc/uptime";

  private final SystemSources sources;
  private Optional<String> osName = Optional.empty();
  private Optional<String> model = Optional.empty();
  private Optional<String> cpuModel = Optional.empty();
  private boolean modelsRead;
  private boolean processorRead;
  private OptionalLong bootTimeMillis = OptionalLong.empty();

  SystemSampler(SystemSources machine) {
    this.sources = machine;
  }

  /** Adds names, uptime and boot time. */
  void sample(SnapshotBuilder snapshot) {
    if (!modelsRead) {
      osName = osName();
      model = sources.isLinux() ? model() : Optional.empty();
      modelsRead = true;
    }
    OptionalLong uptimeSeconds = uptimeSeconds();
    bootTimeMillis = bootTime(bootTimeMillis, snapshot.timeMillis(), uptimeSeconds);
    snapshot.host = hostName();
    snapshot.machine = model;
    snapshot.os =
        osName.map(
            name -> new Os(name, System.getProperty("os.version"), architecture(), bootTimeMillis));
    if (uptimeSeconds.isPresent()) {
      snapshot.count("uptime", uptimeSeconds.getAsLong());
    } else {
      snapshot.missing("uptime", sources.procFs().unreadableReason(UPTIME));
    }
  }

  /** Adds the processor's name; separate, since it may need OSHI, which may fail. */
  void sampleProcessor(SnapshotBuilder snapshot) {
    if (!processorRead) {
      processorRead = true;
      cpuModel = cpuModel();
    }
    snapshot.cpuModel = cpuModel;
  }

  /** The host name without its domain; it may change while the machine runs. */
  private Optional<String> hostName() {
    return sources.isLinux()
        ? sources.procFs().line("proc/sys/kernel/hostname").map(name -> name.split("\\.")[0])
        : known(sources.oshi().getOperatingSystem().getNetworkParams().getHostName());
  }

  private OptionalLong uptimeSeconds() {
    if (!sources.isLinux()) {
      long seconds = sources.oshi().getOperatingSystem().getSystemUptime();
      return seconds > 0 ? OptionalLong.of(seconds) : OptionalLong.empty();
    }
    double seconds =
        sources
            .procFs()
            .text(UPTIME)
            .map(text -> ProcFields.decimal(new ProcFields(text).next()))
            .orElse(-1.0);
    return seconds < 0 ? OptionalLong.empty() : OptionalLong.of((long) seconds);
  }

  private Optional<String> osName() {
    return Stream.of("etc/os-release", "usr/lib/os-release")
        .flatMap(file -> sources.procFs().utf8Text(file).stream())
        .flatMap(text -> prettyName(text).stream())
        .findFirst()
        .or(this::osNameFromOshi);
  }

  private Optional<String> osNameFromOshi() {
    OperatingSystem system = sources.oshi().getOperatingSystem();
    String family = system.getFamily();
    String version = known(system.getVersionInfo().getVersion()).orElse("");
    return known((family + " " + version).strip());
  }

  /** The name with its version in os-release(5), such as {@code PRETTY_NAME="Debian 12"}. */
  static Optional<String> prettyName(String osRelease) {
    return osRelease
        .lines()
        .filter(line -> line.startsWith("PRETTY_NAME="))
        .map(line -> line.substring("PRETTY_NAME=".length()).replaceAll("^[\"']|[\"']$", ""))
        .flatMap(name -> known(name).stream())
        .findFirst();
  }

  /** Make and model, from the device tree of a small board or the firmware of a PC. */
  private Optional<String> model() {
    ProcFs linuxFiles = sources.procFs();
    return linuxFiles
        .line("sys/firmware/devicetree/base/model")
        .or(
            () -> {
              String vendor = linuxFiles.line("sys/class/dmi/id/sys_vendor").orElse("");
              String product = linuxFiles.line("sys/class/dmi/id/product_name").orElse("");
              return known(product.startsWith(vendor) ? product : (vendor + " " + product).strip());
            });
  }

  private Optional<String> cpuModel() {
    Optional<String> fromLinux =
        sources.isLinux()
            ? sources.procFs().text("proc/cpuinfo").flatMap(SystemSampler::modelName)
            : Optional.empty();
    return fromLinux.or(
        () ->
            known(sources.oshi().getHardware().getProcessor().getProcessorIdentifier().getName()));
  }

  /** The processor's name in {@code /proc/cpuinfo}; ARM kernels only report a number. */
  static Optional<String> modelName(String cpuinfo) {
    return cpuinfo
        .lines()
        .filter(line -> line.startsWith("model name"))
        .flatMap(line -> known(line.substring(line.indexOf(':') + 1)).stream())
        .findFirst();
  }

  /** The architecture; wrong only for a 32-bit Java on a 64-bit kernel. */
  private static String architecture() {
    String arch = System.getProperty("os.arch");
    return ARCHITECTURES.getOrDefault(arch, arch);
  }

  /**
   * Boot time: now minus uptime, which stays right when the wall clock is set after boot (a
   * Raspberry Pi has no clock of its own), kept constant despite the jitter of whole seconds.
   *
   * @param previous the boot time of the previous sample, epoch milliseconds
   * @param nowMillis the wall clock, epoch milliseconds
   * @param uptimeSeconds seconds since boot
   * @return epoch milliseconds; absent without an uptime
   */
  static OptionalLong bootTime(OptionalLong previous, long nowMillis, OptionalLong uptimeSeconds) {
    if (uptimeSeconds.isEmpty()) {
      return OptionalLong.empty();
    }
    long estimate = nowMillis - TimeUnit.SECONDS.toMillis(uptimeSeconds.getAsLong());
    boolean steady =
        previous.isPresent()
            && Math.abs(estimate - previous.getAsLong()) <= BOOT_TIME_TOLERANCE_MILLIS;
    return steady ? previous : OptionalLong.of(estimate);
  }

  private static Optional<String> known(String text) {
    return Optional.ofNullable(text)
        .map(String::strip)
        .filter(stripped -> !stripped.isEmpty() && !stripped.equals(Constants.UNKNOWN));
  }
}
