package org.kymata.vitals;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Looks at this machine, one {@link HostPicture} a call.
 *
 * <p>Not thread-safe: call it from one thread at a time. Keep one for the life of the process:
 * rates and processor use are measured since the call before, so the first picture has none, and
 * what never changes is read for the first one, which may therefore take a second or two and start
 * a program. Later ones read small files; only when the mount table has changed (looked at every 10
 * s) a program is started again. The shortest sensible interval is 300 ms, OSHI's own granularity.
 */
public final class HostSampler {
  private static final System.Logger LOG = System.getLogger(HostSampler.class.getName());

  /**
   * A family of metrics.
   *
   * @param name as {@link Missing#what} has it
   * @param sampler adds it to a picture
   */
  private record Family(String name, Consumer<PictureBuilder> sampler) {}

  private final List<Family> families;
  private final Set<String> reported = new HashSet<>();

  /** A sampler of this machine; throws nothing, since what cannot be measured is left out. */
  public HostSampler() {
    this(Machine.here());
  }

  HostSampler(Machine machine) {
    SystemSampler system = new SystemSampler(machine);
    families =
        List.of(
            // Counters first: what comes later may take its time, and rates must not suffer.
            new Family("cpu", new CpuSampler(machine)::sample),
            new Family("load", new LoadSampler(machine)::sample),
            new Family("memory", new MemorySampler(machine)::sample),
            new Family("drive", new DriveSampler(machine)::sample),
            new Family("net", new NetworkSampler(machine)::sample),
            new Family("tcp", new TcpSampler(machine)::sample),
            new Family("cpu/frequency", new FrequencySampler(machine)::sample),
            new Family("temperature", new SensorSampler(machine)::sample),
            new Family("battery", new BatterySampler(machine)::sample),
            new Family("system", system::sample),
            new Family("processor", system::sampleProcessor),
            new Family("disk", new DiskSampler(machine)::sample));
  }

  /**
   * Measures the machine now. A family that fails is left out and noted as missing, and the first
   * failure of each is logged.
   *
   * @param nowMillis the wall clock, epoch milliseconds; the picture's time
   */
  public HostPicture sample(long nowMillis) {
    return sample(nowMillis, System.nanoTime());
  }

  HostPicture sample(long nowMillis, long nowNanos) {
    PictureBuilder picture = new PictureBuilder(nowMillis, nowNanos);
    families.forEach(family -> add(family, picture));
    return picture.build();
  }

  private void add(Family family, PictureBuilder picture) {
    try {
      family.sampler().accept(picture);
    } catch (RuntimeException | LinkageError e) {
      picture.missing(family.name(), "it cannot be measured here; the log says more");
      if (reported.add(family.name())) {
        LOG.log(
            System.Logger.Level.WARNING,
            "This machine's " + family.name() + " cannot be measured and is left out of its vitals",
            e);
      }
    }
  }
}
