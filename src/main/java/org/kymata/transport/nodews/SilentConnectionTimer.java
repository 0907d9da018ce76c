package org.kymata.transport.nodews;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.inject.Inject;
import java.time.Duration;
import org.kymata.time.MonotonicClock;
import org.kymata.time.MonotonicScheduler;

/** Each second, finds connections that have sent nothing since they opened. */
@Singleton
@Startup
public class SilentConnectionTimer {

  @Inject private NodeWsRegistry registry;
  @Inject private MonotonicScheduler metronome;

  @PostConstruct
  void start() {
    metronome.scheduleAtFixedRate(Duration.ofSeconds(1), this::classifySilent);
  }

  void classifySilent() {
    registry.classifySilent(MonotonicClock.millis());
  }
}
