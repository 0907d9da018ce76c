package org.kymata.nodes;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.inject.Inject;
import java.time.Duration;
import org.kymata.platform.Metronome;

/** Tells each second of the knocks that came too fast to be told of one by one. */
@Singleton
@Startup
public class PendingNodeTimer {

  @Inject private Adoption adoption;
  @Inject private Metronome scheduler;

  @PostConstruct
  void start() {
    scheduler.every(Duration.ofSeconds(1), this::publishDueUpdates);
  }

  void publishDueUpdates() {
    adoption.publishDueUpdates(System.currentTimeMillis());
  }
}
