package org.kymata.transport.nodews;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.inject.Inject;
import java.time.Duration;
import org.kymata.platform.Metronome;
import org.kymata.platform.Ticks;

/** Looks each second for connections that have said nothing since they were opened. */
@Singleton
@Startup
public class SilentConnectionTimer {

  @Inject private NodeWsRegistry registry;
  @Inject private Metronome metronome;

  @PostConstruct
  void start() {
    metronome.every(Duration.ofSeconds(1), this::classifySilent);
  }

  void classifySilent() {
    registry.classifySilent(Ticks.millis());
  }
}
