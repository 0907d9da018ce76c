package org.kymata.hostmetrics;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.Timeout;
import jakarta.ejb.Timer;
import jakarta.ejb.TimerConfig;
import jakarta.ejb.TimerService;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import org.kymata.errors.DomainException;
import org.kymata.metrics.MetricSource;
import org.kymata.nodes.Node;
import org.kymata.nodes.Nodes;
import org.kymata.nodes.Transport;
import org.kymata.readings.SeriesCatalog;
import org.kymata.readings.ingest.IngestService;
import org.kymata.readings.ingest.ReadingBatch;
import org.kymata.time.ClockJumped;

/** Samples this machine and the hub on it, and submits the values as readings. */
@Singleton
@Startup
public class HostMetricsTimer {

  private static final Logger LOG = System.getLogger(HostMetricsTimer.class.getName());

  private final HostSampler sampler = new HostSampler();
  private HubSampler hub;

  @Inject private SamplingSettings settings;
  @Inject private Nodes nodes;
  @Inject private SeriesCatalog catalog;
  @Inject private IngestService ingest;
  @Inject private LatestSnapshots latest;
  @Inject private Instance<MetricSource> sources;

  @Resource private TimerService timers;

  @PostConstruct
  void start() {
    if (settings.isRunning()) {
      timers.createIntervalTimer(1, settings.intervalMillis(), new TimerConfig("vitals", false));
    }
  }

  /** Restarts the timer with the new interval, or stops it. */
  public void onSampleIntervalChanged(@Observes SampleIntervalChanged changed) {
    timers.getTimers().forEach(Timer::cancel);
    start();
  }

  /**
   * Restarts the timer: the server's timer waits for a time of day, which may now be an hour away.
   */
  public void onClockJumped(@Observes ClockJumped jumped) {
    timers.getTimers().forEach(Timer::cancel);
    start();
  }

  @Timeout
  void sample() {
    Node self = nodes.self();
    HostSnapshot snapshot = sampler.sample(System.currentTimeMillis()).with(hub());
    try {
      store(snapshot, self);
    } catch (DomainException failure) {
      // Every node gets the same error, and /health reports it: a log line a sample would be noise.
      LOG.log(Level.DEBUG, "a sample was not stored", failure);
    }
    latest.put(self.id(), snapshot);
  }

  private Map<String, Double> hub() {
    if (hub == null) {
      hub = new HubSampler(sources);
    }
    return hub.sample(System.nanoTime());
  }

  private void store(HostSnapshot snapshot, Node self) {
    long now = snapshot.timeMillis();
    ReadingBatch batch = new ReadingBatch(nodes, catalog, self.id(), now);
    snapshot
        .metrics()
        .forEach(
            (metric, value) -> {
              String unit = HostMetricUnits.of(metric);
              ReadingBatch.UncheckedReading draft = new ReadingBatch.UncheckedReading();
              draft.metric = metric;
              draft.number = value;
              draft.unit = unit.isEmpty() ? null : unit;
              draft.timeMillis = now;
              batch.add(draft);
            });
    ingest.submit(Transport.SELF, batch);
  }
}
