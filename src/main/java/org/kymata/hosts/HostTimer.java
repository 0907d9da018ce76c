package org.kymata.hosts;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.inject.Inject;
import java.time.Duration;
import org.kymata.time.MonotonicClock;
import org.kymata.time.MonotonicScheduler;

/** Periodic tasks for hosts. */
@Singleton
@Startup
public class HostTimer {

  @Inject private SampleAckTracker ackTracker;

  @Inject private HostProcesses processes;
  @Inject private MonotonicScheduler scheduler;

  @PostConstruct
  void start() {
    scheduler.scheduleAtFixedRate(Duration.ofSeconds(4), this::acknowledgeSamples);
    scheduler.scheduleAtFixedRate(Duration.ofSeconds(1), this::expireProcessRequests);
  }

  /** Every 5 s, tells agents up to where their samples are stored. */
  void acknowledgeSamples() {
    ackTracker.saveAndAcknowledge();
  }

  /** Ends the process requests of viewers that are gone. */
  void expireProcessRequests() {
    processes.expire(MonotonicClock.millis());
  }
}
