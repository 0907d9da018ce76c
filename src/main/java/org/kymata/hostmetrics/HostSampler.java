package org.kymata.hostmetrics;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Looks at this machine, one {@link HostSnapshot} a call.
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
   * @param name as {@link MissingMetric#metric} has it
   * @param sampler adds it to a picture
   */
  private record MetricFamily(String name, Consumer<SnapshotBuilder> sampler) {}

  private final List<MetricFamily> families;
  private final Set<String> reported = new HashSet<>();

  /** A sampler of this machine; throws nothing, since what cannot be measured is left out. */
  public HostSampler() {
    this(SystemSources.current());
  }

  HostSampler(SystemSources machine) {
    SystemSampler system = new SystemSampler(machine);
    families =
        List.of(
            // Counters first: what comes later may take its time, and rates must not suffer.
            new MetricFamily("cpu", new CpuSampler(machine)::sample),
            new MetricFamily("load", new LoadSampler(machine)::sample),
            new MetricFamily("memory", new MemorySampler(machine)::sample),
            new MetricFamily("drive", new DriveSampler(machine)::sample),
            new MetricFamily("net", new NetworkSampler(machine)::sample),
            new MetricFamily("tcp", new TcpSampler(machine)::sample),
            new MetricFamily("cpu/frequency", new CpuFrequencySampler(machine)::sample),
            new MetricFamily("temperature", new SensorSampler(machine)::sample),
            new MetricFamily("battery", new BatterySampler(machine)::sample),
            new MetricFamily("system", system::sample),
            new MetricFamily("processor", system::sampleProcessor),
            new MetricFamily("disk", new DiskSampler(machine)::sample));
  }

  /**
   * Measures the machine now. A family that fails is left out and noted as missing, and the first
   * failure of each is logged.
   *
   * @param nowMillis the wall clock, epoch milliseconds; the picture's time
   */
  public HostSnapshot sample(long nowMillis) {
    return sample(nowMillis, System.nanoTime());
  }

  HostSnapshot sample(long nowMillis, long nowNanos) {
    SnapshotBuilder picture = new SnapshotBuilder(nowMillis, nowNanos);
    families.forEach(family -> add(family, picture));
    return picture.build();
  }

  private void add(MetricFamily family, SnapshotBuilder picture) {
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
