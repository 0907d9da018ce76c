package org.kymata.live;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.inject.Inject;
import java.time.Duration;
import org.kymata.live.sse.LuminosityStreams;
import org.kymata.platform.Metronome;
import org.kymata.platform.Ticks;

/** Beats for the live feed every ten seconds. */
@Singleton
@Startup
public class LiveHeartbeatTimer {

  @Inject private LiveFeed feed;
  @Inject private LuminosityStreams luminosityStreams;
  @Inject private Metronome metronome;
  @Inject private SessionRevocation sessionRevocation;

  @PostConstruct
  void start() {
    metronome.every(Duration.ofSeconds(10), this::sendHeartbeats);
  }

  void sendHeartbeats() {
    sessionRevocation.closeNotCurrent();
    feed.heartbeat(Ticks.millis());
    feed.closeSilent(Ticks.millis());
    sessionRevocation.recordKeyUse();
    luminosityStreams.heartbeat(Ticks.millis());
  }
}
