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

/** Samples this machine and the hub on it; its values are readings like any other. */
@Singleton
@Startup
public class HostMetricsTimer {

  private static final Logger LOG = System.getLogger(HostMetricsTimer.class.getName());

  private final HostSampler sampler = new HostSampler();
  private HubSampler hub;

  @Inject private SamplingSettings pacing;
  @Inject private Nodes nodes;
  @Inject private SeriesCatalog catalog;
  @Inject private IngestService intake;
  @Inject private LatestSnapshots latest;
  @Inject private Instance<MetricSource> sources;

  @Resource private TimerService timers;

  @PostConstruct
  void start() {
    if (pacing.isRunning()) {
      timers.createIntervalTimer(1, pacing.intervalMillis(), new TimerConfig("vitals", false));
    }
  }

  /** Goes on at another pace, or stops. */
  public void onSampleIntervalChanged(@Observes SampleIntervalChanged changed) {
    timers.getTimers().forEach(Timer::cancel);
    start();
  }

  /** The server's timer waits for a time of day, which may now be an hour away. */
  public void onClockJumped(@Observes ClockJumped jumped) {
    timers.getTimers().forEach(Timer::cancel);
    start();
  }

  @Timeout
  void sample() {
    Node self = nodes.self();
    HostSnapshot picture = sampler.sample(System.currentTimeMillis()).with(hub());
    try {
      store(picture, self);
    } catch (DomainException refusal) {
      // The same is told to every node, and /health says so: once per sample would be noise.
      LOG.log(Level.DEBUG, "a sample was not stored", refusal);
    }
    latest.put(self.id(), picture);
  }

  private Map<String, Double> hub() {
    if (hub == null) {
      hub = new HubSampler(sources);
    }
    return hub.sample(System.nanoTime());
  }

  private void store(HostSnapshot picture, Node self) {
    long now = picture.timeMillis();
    ReadingBatch submission = new ReadingBatch(nodes, catalog, self.id(), now);
    picture
        .metrics()
        .forEach(
            (metric, value) -> {
              String unit = HostMetricUnits.of(metric);
              ReadingBatch.UncheckedReading draft = new ReadingBatch.UncheckedReading();
              draft.metric = metric;
              draft.number = value;
              draft.unit = unit.isEmpty() ? null : unit;
              draft.timeMillis = now;
              submission.add(draft);
            });
    intake.submit(Transport.SELF, submission);
  }
}
