package org.kymata.nodes;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.inject.Inject;
import java.time.Duration;
import org.kymata.time.MonotonicScheduler;

/** Tells each second of the knocks that came too fast to be told of one by one. */
@Singleton
@Startup
public class PendingNodeTimer {

  @Inject private Adoption adoption;
  @Inject private MonotonicScheduler scheduler;

  @PostConstruct
  void start() {
    scheduler.scheduleAtFixedRate(Duration.ofSeconds(1), this::publishDueUpdates);
  }

  void publishDueUpdates() {
    adoption.publishDueUpdates(System.currentTimeMillis());
  }
}
