package org.kymata.hosts;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.inject.Inject;
import java.time.Duration;
import org.kymata.platform.Metronome;
import org.kymata.platform.Ticks;

/** What is to be done for the hosts from time to time. */
@Singleton
@Startup
public class HostTimer {

  @Inject private HostProgress progress;

  @Inject private HostProcesses processes;
  @Inject private Metronome metronome;

  @PostConstruct
  void start() {
    metronome.every(Duration.ofSeconds(4), this::keep);
    metronome.every(Duration.ofSeconds(1), this::rest);
  }

  /** Agents are to hear every 5 s how far their samples are stored. */
  void keep() {
    progress.keep();
  }

  /** Whoever looked at processes may have gone. */
  void rest() {
    processes.rest(Ticks.millis());
  }
}
