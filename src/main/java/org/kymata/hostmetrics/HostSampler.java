package org.kymata.hostmetrics;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Samples this machine: each call returns a {@link HostSnapshot}.
 *
 * <p>Not thread-safe. Keep one instance for the life of the process: rates and CPU usage are
 * measured since the previous call, so the first snapshot has none. The first call also reads what
 * never changes, which may take a second or two and start a program. Later calls read small files;
 * they start a program only when the mount table has changed (checked every 10 s). The shortest
 * sensible interval is 300 ms, OSHI's own granularity.
 */
public final class HostSampler {
  private static final System.Logger LOG = System.getLogger(HostSampler.class.getName());

  /**
   * A family of metrics.
   *
   * @param name its name in {@link MissingMetric#metric}
   * @param sampler adds it to a snapshot
   */
  private record MetricFamily(String name, Consumer<SnapshotBuilder> sampler) {}

  private final List<MetricFamily> families;
  private final Set<String> reported = new HashSet<>();

  /**
   * Creates a sampler of this machine; it throws nothing, since what cannot be measured is left
   * out.
   */
  public HostSampler() {
    this(SystemSources.current());
  }

  HostSampler(SystemSources sources) {
    SystemSampler system = new SystemSampler(sources);
    families =
        List.of(
            // Counters first: later families may be slow, which must not distort the rates.
            new MetricFamily("cpu", new CpuSampler(sources)::sample),
            new MetricFamily("load", new LoadSampler(sources)::sample),
            new MetricFamily("memory", new MemorySampler(sources)::sample),
            new MetricFamily("drive", new DriveSampler(sources)::sample),
            new MetricFamily("net", new NetworkSampler(sources)::sample),
            new MetricFamily("tcp", new TcpSampler(sources)::sample),
            new MetricFamily("cpu/frequency", new CpuFrequencySampler(sources)::sample),
            new MetricFamily("temperature", new SensorSampler(sources)::sample),
            new MetricFamily("battery", new BatterySampler(sources)::sample),
            new MetricFamily("system", system::sample),
            new MetricFamily("processor", system::sampleProcessor),
            new MetricFamily("disk", new DiskSampler(sources)::sample));
  }

  /**
   * Samples the machine now. A family that fails is reported as missing, and its first failure is
   * logged.
   *
   * @param nowMillis the wall clock, epoch milliseconds; becomes the snapshot's time
   */
  public HostSnapshot sample(long nowMillis) {
    return sample(nowMillis, System.nanoTime());
  }

  HostSnapshot sample(long nowMillis, long nowNanos) {
    SnapshotBuilder snapshot = new SnapshotBuilder(nowMillis, nowNanos);
    families.forEach(family -> add(family, snapshot));
    return snapshot.build();
  }

  private void add(MetricFamily family, SnapshotBuilder snapshot) {
    try {
      family.sampler().accept(snapshot);
    } catch (RuntimeException | LinkageError e) {
      snapshot.missing(family.name(), "it cannot be measured here; the log says more");
      if (reported.add(family.name())) {
        LOG.log(
            System.Logger.Level.WARNING,
            "This machine's " + family.name() + " cannot be measured and is left out",
            e);
      }
    }
  }
}
