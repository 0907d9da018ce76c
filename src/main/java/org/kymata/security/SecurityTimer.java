package org.kymata.security;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.inject.Inject;
import java.time.Duration;
import org.kymata.time.MonotonicScheduler;

/** Ends sessions at their limits, also those that only hold a socket open. */
@Singleton
@Startup
public class SecurityTimer {

  @Inject private Accounts accounts;
  @Inject private Sessions sessions;
  @Inject private ApiKeys keys;
  @Inject private MonotonicScheduler scheduler;
  @Inject private SecurityLog security;

  /** Before the first request: there must be an account to sign in with. */
  @PostConstruct
  void start() {
    accounts.makeFirstAdmin();
    scheduler.scheduleAtFixedRate(Duration.ofSeconds(15), sessions::expireSessions);
    scheduler.scheduleAtFixedRate(Duration.ofSeconds(15), keys::expireKeys);
    scheduler.scheduleAtFixedRate(Duration.ofSeconds(2), security::flush);
  }
}
