package org.kymata.access;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.inject.Inject;
import java.time.Duration;
import org.kymata.platform.Metronome;

/** Ends sign-ins at their limits, also those that only hold a socket open. */
@Singleton
@Startup
public class SignInTimer {

  @Inject private Accounts accounts;
  @Inject private SignIns signIns;
  @Inject private ApiKeys keys;
  @Inject private Metronome metronome;
  @Inject private SecurityLog security;

  /** At start: somebody must be able to sign in. */
  @PostConstruct
  void start() {
    accounts.makeFirstAdmin();
    metronome.every(Duration.ofSeconds(15), signIns::sweep);
    metronome.every(Duration.ofSeconds(15), keys::sweep);
    metronome.every(Duration.ofSeconds(2), security::flush);
  }
}
