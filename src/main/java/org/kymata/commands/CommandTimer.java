package org.kymata.commands;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.inject.Inject;
import java.time.Duration;
import org.kymata.platform.Metronome;

/** Ends each second what is past its time. */
@Singleton
@Startup
public class CommandTimer {

  @Inject private CommandDispatcher dispatch;
  @Inject private Metronome metronome;

  @PostConstruct
  void start() {
    metronome.every(Duration.ofSeconds(1), this::expire);
  }

  void expire() {
    dispatch.expireAndRetry(System.currentTimeMillis());
  }
}
