package org.kymata.hosts;

import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.inject.Inject;

/** What is to be done for the hosts from time to time. */
@Singleton
public class HostTimer {

  @Inject private HostProgress progress;

  @Inject private HostProcesses processes;

  /** Agents are to hear every 5 s how far their samples are stored. */
  @Schedule(hour = "*", minute = "*", second = "*/4", persistent = false)
  void keep() {
    progress.keep();
  }

  /** Whoever looked at processes may have gone. */
  @Schedule(hour = "*", minute = "*", second = "*", persistent = false)
  void rest() {
    processes.rest(System.currentTimeMillis());
  }
}
