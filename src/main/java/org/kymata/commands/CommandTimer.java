package org.kymata.commands;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.inject.Inject;
import java.time.Duration;
import org.kymata.time.MonotonicScheduler;

/** Ends each second what is past its time. */
@Singleton
@Startup
public class CommandTimer {

  @Inject private CommandDispatcher dispatch;
  @Inject private MonotonicScheduler metronome;

  @PostConstruct
  void start() {
    metronome.scheduleAtFixedRate(Duration.ofSeconds(1), this::expire);
  }

  void expire() {
    dispatch.expireAndRetry(System.currentTimeMillis());
  }
}
