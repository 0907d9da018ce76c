package org.kymata.vitals;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Supplier;
import org.kymata.vitals.VitalsSample.Cpu;
import oshi.SystemInfo;
import oshi.spi.SystemInfoProvider;

/**
 * Looks at this machine, one {@link VitalsSample} a call.
 *
 * <p>Not thread-safe: call it from one thread at a time. Keep one for the life of the process:
 * rates and processor use are measured since the call before, so the first sample has none, and
 * what never changes is read in the first sample, which may therefore take a second or two and
 * start a program. Later samples read a handful of small files; only when the mount table has
 * changed (looked at every 10 s) a program is started again. The shortest sensible interval is 300
 * ms, OSHI's own granularity.
 */
public final class HostSampler {
  private static final System.Logger LOG = System.getLogger(HostSampler.class.getName());

  private final CpuSampler cpu;
  private final LoadSampler load;
  private final MemorySampler memory;
  private final DiskSampler disk;
  private final NetworkSampler network;
  private final SystemSampler system;
  private final Set<String> reported = new HashSet<>();

  /** A sampler of this machine; throws nothing, since what cannot be measured is left out. */
  public HostSampler() {
    this(thisMachine());
  }

  HostSampler(SystemInfoProvider machine) {
    cpu = new CpuSampler(machine);
    load = new LoadSampler(machine);
    memory = new MemorySampler(machine);
    disk = new DiskSampler(machine);
    network = new NetworkSampler(machine);
    system = new SystemSampler(machine);
  }

  /**
   * Measures the machine now. A family that fails is left out of the sample, and the first failure
   * of each is logged.
   *
   * @param nowMillis the wall clock, epoch milliseconds; the sample's time
   */
  public VitalsSample sample(long nowMillis) {
    return new VitalsSample(
        nowMillis,
        part("host name", system::hostName),
        part("operating system", () -> Optional.of(system.os(nowMillis))),
        cpu(),
        part("load", load::sample),
        part("memory", memory::sampleMemory),
        part("swap", memory::sampleSwap),
        part("disks", () -> Optional.of(disk.sample())).orElse(List.of()),
        part("networks", () -> Optional.of(network.sample())).orElse(List.of()));
  }

  private Optional<Cpu> cpu() {
    Optional<String> model = part("processor model", system::cpuModel);
    Optional<CpuSampler.Use> use = part("processor use", cpu::sample);
    if (model.isEmpty() && use.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Cpu(
            model,
            use.map(known -> OptionalDouble.of(known.allPercent())).orElse(OptionalDouble.empty()),
            use.map(CpuSampler.Use::perCorePercent).orElse(List.of())));
  }

  private <T> Optional<T> part(String family, Supplier<Optional<T>> sampler) {
    try {
      return sampler.get();
    } catch (RuntimeException | LinkageError e) {
      if (reported.add(family)) {
        LOG.log(
            System.Logger.Level.WARNING,
            "This machine's " + family + " cannot be measured and is left out of its vitals",
            e);
      }
      return Optional.empty();
    }
  }

  /** OSHI with native calls, or without where they are not allowed (a temporary folder noexec). */
  private static SystemInfoProvider thisMachine() {
    SystemInfo machine = new SystemInfo();
    try {
      machine.getHardware().getProcessor();
      return machine;
    } catch (RuntimeException | LinkageError e) {
      SystemInfoProvider withoutNative = new oshi.nativefree.SystemInfo();
      if (!withoutNative.isAvailable()) {
        return machine;
      }
      LOG.log(System.Logger.Level.INFO, "Native calls are not possible here: {0}", e.toString());
      return withoutNative;
    }
  }
}
