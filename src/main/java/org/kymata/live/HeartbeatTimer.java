package org.kymata.live;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.inject.Inject;
import java.time.Duration;
import org.kymata.platform.Metronome;
import org.kymata.platform.Ticks;

/** Beats for the live feed every ten seconds. */
@Singleton
@Startup
public class HeartbeatTimer {

  @Inject private LiveFeed feed;
  @Inject private Connexion connexion;
  @Inject private Metronome metronome;
  @Inject private Permits permits;

  @PostConstruct
  void start() {
    metronome.every(Duration.ofSeconds(10), this::beat);
  }

  void beat() {
    permits.closeEnded();
    feed.heartbeat(Ticks.millis());
    feed.closeUnheard(Ticks.millis());
    permits.noteUseOfKeys();
    connexion.heartbeat(Ticks.millis());
  }
}
