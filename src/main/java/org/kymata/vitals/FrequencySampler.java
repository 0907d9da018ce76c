package org.kymata.vitals;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** The mean frequency of the cores, in Hz. */
final class FrequencySampler {
  private static final String CORES = "sys/devices/system/cpu";
  private static final String CURRENT = "/cpufreq/scaling_cur_freq";
  private static final double HERTZ_PER_KILOHERTZ = 1e3;
  private static final double HERTZ_PER_MEGAHERTZ = 1e6;

  /** A file a core: of a large machine, cores evenly spread stand for all. */
  private static final int MOST_CORES_READ = 32;

  /** The list of all cores' flags is long, and some kernels stop each core for it. */
  private static final long SLOW_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Machine machine;
  private List<String> files;
  private OptionalDouble slowHertz = OptionalDouble.empty();
  private boolean slowRead;
  private long slowReadNanos;

  FrequencySampler(Machine machine) {
    this.machine = machine;
  }

  /** Adds the frequency; absent where neither the kernel nor the processor tells it. */
  void sample(PictureBuilder picture) {
    OptionalDouble hertz = machine.isLinux() ? quick() : OptionalDouble.empty();
    if (hertz.isEmpty()) {
      hertz = slow(picture.nanos());
    }
    if (hertz.isPresent()) {
      picture.count("cpu/frequency", Math.round(hertz.getAsDouble()));
    } else {
      picture.missing("cpu/frequency", "neither /sys nor /proc/cpuinfo tells it");
    }
  }

  private OptionalDouble quick() {
    if (files == null) {
      files = spread(machine.kernel().names(CORES).stream().filter(this::hasFrequency).toList());
    }
    return files.stream()
        .map(core -> machine.kernel().number(CORES + "/" + core + CURRENT))
        .filter(OptionalLong::isPresent)
        .mapToDouble(known -> known.getAsLong() * HERTZ_PER_KILOHERTZ)
        .filter(hertz -> hertz > 0)
        .average();
  }

  private boolean hasFrequency(String core) {
    return core.matches("cpu\\d+") && machine.kernel().file(CORES + "/" + core + CURRENT).exists();
  }

  /** At most {@value #MOST_CORES_READ} of these, evenly spread. */
  static List<String> spread(List<String> cores) {
    int wanted = Math.min(cores.size(), MOST_CORES_READ);
    return IntStream.range(0, wanted)
        .mapToObj(i -> cores.get((int) ((long) i * cores.size() / wanted)))
        .toList();
  }

  private OptionalDouble slow(long nowNanos) {
    if (!slowRead || nowNanos - slowReadNanos >= SLOW_NANOS) {
      slowHertz =
          machine.isLinux()
              ? machine
                  .kernel()
                  .text("proc/cpuinfo")
                  .map(FrequencySampler::parse)
                  .orElse(OptionalDouble.empty())
              : Arrays.stream(machine.oshi().getHardware().getProcessor().getCurrentFreq())
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
        .mapToDouble(line -> Fields.decimal(line.substring(line.indexOf(':') + 1)))
        .filter(megahertz -> megahertz > 0)
        .map(megahertz -> megahertz * HERTZ_PER_MEGAHERTZ)
        .average();
  }
}
