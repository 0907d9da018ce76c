package org.kymata.hosts;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.inject.Inject;
import java.time.Duration;
import org.kymata.time.MonotonicClock;
import org.kymata.time.MonotonicScheduler;

/** What is to be done for the hosts from time to time. */
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

  /** Agents are to hear every 5 s how far their samples are stored. */
  void acknowledgeSamples() {
    ackTracker.saveAndAcknowledge();
  }

  /** Whoever looked at processes may have gone. */
  void expireProcessRequests() {
    processes.expire(MonotonicClock.millis());
  }
}
