package org.kymata.nodes;

import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.inject.Inject;

/** Notices each second who fell silent. */
@Singleton
public class PresenceTimer {

  @Inject private PresenceBook presence;

  @Schedule(hour = "*", minute = "*", second = "*", persistent = false)
  void look() {
    presence.look(System.currentTimeMillis());
  }
}
