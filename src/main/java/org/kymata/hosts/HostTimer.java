package org.kymata.hosts;

import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.inject.Inject;

/** Keeps how far the hosts' samples are stored; agents are to hear of it every 5 s at least. */
@Singleton
public class HostTimer {

  @Inject private HostProgress progress;

  @Schedule(hour = "*", minute = "*", second = "*/4", persistent = false)
  void keep() {
    progress.keep();
  }
}
