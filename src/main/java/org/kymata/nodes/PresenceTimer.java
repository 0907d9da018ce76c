package org.kymata.nodes;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.inject.Inject;
import java.time.Duration;
import org.kymata.platform.Metronome;

/** Notices each second who fell silent. */
@Singleton
@Startup
public class PresenceTimer {

  @Inject private PresenceBook presence;
  @Inject private Metronome metronome;

  @PostConstruct
  void start() {
    metronome.every(Duration.ofSeconds(1), this::look);
  }

  void look() {
    presence.look(System.currentTimeMillis());
  }
}
