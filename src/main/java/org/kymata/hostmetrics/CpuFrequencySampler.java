package org.kymata.hostmetrics;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** The mean CPU frequency of the cores, in Hz. */
final class CpuFrequencySampler {
  private static final String CORES = "sys/devices/system/cpu";
  private static final String CURRENT = "/cpufreq/scaling_cur_freq";
  private static final double HERTZ_PER_KILOHERTZ = 1e3;
  private static final double HERTZ_PER_MEGAHERTZ = 1e6;

  /** The sampler reads a file for each core; on a large machine it reads evenly spread cores. */
  private static final int MAX_CORES_READ = 32;

  /** {@code /proc/cpuinfo} is long on many cores, and some kernels interrupt each core for it. */
  private static final long SLOW_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final SystemSources sources;
  private List<String> files;
  private OptionalDouble slowHertz = OptionalDouble.empty();
  private boolean slowRead;
  private long slowReadNanos;

  CpuFrequencySampler(SystemSources machine) {
    this.sources = machine;
  }

  /** Adds the frequency; absent where neither the kernel nor the processor reports it. */
  void sample(SnapshotBuilder snapshot) {
    OptionalDouble hertz = sources.isLinux() ? fromSysfs() : OptionalDouble.empty();
    if (hertz.isEmpty()) {
      hertz = fromCpuinfo(snapshot.nanos());
    }
    if (hertz.isPresent()) {
      snapshot.count("cpu/frequency", Math.round(hertz.getAsDouble()));
    } else {
      snapshot.missing("cpu/frequency", "neither /sys nor /proc/cpuinfo tells it");
    }
  }

  private OptionalDouble fromSysfs() {
    if (files == null) {
      files =
          evenlySpaced(sources.procFs().names(CORES).stream().filter(this::hasFrequency).toList());
    }
    return files.stream()
        .map(core -> sources.procFs().number(CORES + "/" + core + CURRENT))
        .filter(OptionalLong::isPresent)
        .mapToDouble(known -> known.getAsLong() * HERTZ_PER_KILOHERTZ)
        .filter(hertz -> hertz > 0)
        .average();
  }

  private boolean hasFrequency(String core) {
    return core.matches("cpu\\d+") && sources.procFs().file(CORES + "/" + core + CURRENT).exists();
  }

  /** At most {@value #MAX_CORES_READ} of the cores, evenly spread. */
  static List<String> evenlySpaced(List<String> cores) {
    int coreCount = Math.min(cores.size(), MAX_CORES_READ);
    return IntStream.range(0, coreCount)
        .mapToObj(i -> cores.get((int) ((long) i * cores.size() / coreCount)))
        .toList();
  }

  private OptionalDouble fromCpuinfo(long nowNanos) {
    if (!slowRead || nowNanos - slowReadNanos >= SLOW_NANOS) {
      slowHertz =
          sources.isLinux()
              ? sources
                  .procFs()
                  .text("proc/cpuinfo")
                  .map(CpuFrequencySampler::parse)
                  .orElse(OptionalDouble.empty())
              : Arrays.stream(sources.oshi().getHardware().getProcessor().getCurrentFreq())
                  .filter(hertz -> hertz > 0)
                  .average();
      slowRead = true;
      slowReadNanos = nowNanos;
    }
    return slowHertz;
  }

  /** The mean of the lines {@code cpu MHz : 2499.998} of {@code /proc/cpuinfo}. */
  static OptionalDouble parse(String cpuinfo) {
    return cpuinfo
        .lines()
        .filter(line -> line.startsWith("cpu MHz"))
        .mapToDouble(line -> ProcFields.decimal(line.substring(line.indexOf(':') + 1)))
        .filter(megahertz -> megahertz > 0)
        .map(megahertz -> megahertz * HERTZ_PER_MEGAHERTZ)
        .average();
  }
}
