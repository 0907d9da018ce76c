package org.kymata.nodes;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.inject.Inject;
import java.time.Duration;
import org.kymata.time.MonotonicScheduler;

/** Publishes each second the nodes that went offline. */
@Singleton
@Startup
public class StatusTimer {

  @Inject private StatusTracker statusTracker;
  @Inject private MonotonicScheduler scheduler;

  @PostConstruct
  void start() {
    scheduler.scheduleAtFixedRate(Duration.ofSeconds(1), this::publishChanges);
  }

  void publishChanges() {
    statusTracker.publishChanges(System.currentTimeMillis());
  }
}
