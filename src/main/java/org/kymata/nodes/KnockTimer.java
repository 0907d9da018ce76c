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
public class KnockTimer {

  @Inject private Adoption adoption;
  @Inject private Metronome metronome;

  @PostConstruct
  void start() {
    metronome.every(Duration.ofSeconds(1), this::tell);
  }

  void tell() {
    adoption.tellDue(System.currentTimeMillis());
  }
}
