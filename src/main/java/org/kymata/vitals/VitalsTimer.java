package org.kymata.vitals;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.Timeout;
import jakarta.ejb.TimerConfig;
import jakarta.ejb.TimerService;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.kymata.nodes.Node;
import org.kymata.nodes.Nodes;
import org.kymata.platform.DomainException;
import org.kymata.platform.Settings;
import org.kymata.readings.Intake;
import org.kymata.readings.SeriesCatalog;
import org.kymata.readings.Submission;

/** Samples this machine at the interval of the settings; its values are readings like any other. */
@Singleton
@Startup
public class VitalsTimer {

  private static final Logger LOG = System.getLogger(VitalsTimer.class.getName());

  private final HostSampler sampler = new HostSampler();

  @Inject private Settings settings;
  @Inject private Nodes nodes;
  @Inject private SeriesCatalog catalog;
  @Inject private Intake intake;
  @Inject private Event<VitalsSampled> sampled;

  @Resource private TimerService timers;

  @PostConstruct
  void start() {
    long millis = settings.sampleInterval().toMillis();
    timers.createIntervalTimer(1, millis, new TimerConfig("vitals", false));
  }

  @Timeout
  void sample() {
    long now = System.currentTimeMillis();
    Node self = nodes.self();
    VitalsSample sample = sampler.sample(now);
    try {
      store(sample, self, now);
    } catch (DomainException refusal) {
      // The same is told to every node, and /health says so: once per sample would be noise.
      LOG.log(Level.DEBUG, "a sample was not stored", refusal);
    }
    sampled.fire(new VitalsSampled(self.id(), VitalsJson.toJson(self.id().value(), sample)));
  }

  private void store(VitalsSample sample, Node self, long now) {
    Submission submission = new Submission(nodes, catalog, self.id(), now);
    for (Measurement measurement : VitalsMetrics.of(sample)) {
      Submission.Draft draft = new Submission.Draft();
      draft.metric = measurement.metric();
      draft.number = measurement.value();
      draft.unit = measurement.unit().isEmpty() ? null : measurement.unit();
      draft.timeMillis = now;
      submission.add(draft);
    }
    intake.offer(submission.accepted());
  }
}
