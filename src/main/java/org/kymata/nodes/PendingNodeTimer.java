package org.kymata.nodes;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.inject.Inject;
import java.time.Duration;
import org.kymata.time.MonotonicScheduler;

/** Publishes each second the pending nodes that changed too often to be published at once. */
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
