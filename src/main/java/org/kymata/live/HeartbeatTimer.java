package org.kymata.live;

import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.inject.Inject;

/** Beats for the live feed every ten seconds. */
@Singleton
public class HeartbeatTimer {

  @Inject private LiveFeed feed;
  @Inject private Connexion connexion;
  @Inject private Permits permits;

  @Schedule(hour = "*", minute = "*", second = "*/10", persistent = false)
  void beat() {
    feed.heartbeat(System.currentTimeMillis());
    feed.closeUnheard(System.currentTimeMillis());
    permits.noteUseOfKeys();
    connexion.heartbeat(System.currentTimeMillis());
  }
}
