package org.kymata.live;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.inject.Inject;
import java.time.Duration;
import org.kymata.live.sse.LuminosityStreams;
import org.kymata.time.MonotonicClock;
import org.kymata.time.MonotonicScheduler;

/** Triggers the heartbeat of the live feed every ten seconds. */
@Singleton
@Startup
public class LiveHeartbeatTimer {

  @Inject private LiveFeed feed;
  @Inject private LuminosityStreams luminosityStreams;
  @Inject private MonotonicScheduler metronome;
  @Inject private SessionRevocation sessionRevocation;

  @PostConstruct
  void start() {
    metronome.scheduleAtFixedRate(Duration.ofSeconds(10), this::sendHeartbeats);
  }

  void sendHeartbeats() {
    sessionRevocation.closeNotCurrent();
    feed.heartbeat(MonotonicClock.millis());
    feed.closeSilent(MonotonicClock.millis());
    sessionRevocation.recordKeyUse();
    luminosityStreams.heartbeat(MonotonicClock.millis());
  }
}
