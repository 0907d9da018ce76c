package org.kymata.access;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.inject.Inject;

/** Ends sign-ins at their limits, also those that only hold a socket open. */
@Singleton
@Startup
public class SignInTimer {

  @Inject private Accounts accounts;
  @Inject private SignIns signIns;

  /** At start: somebody must be able to sign in. */
  @PostConstruct
  void start() {
    accounts.makeFirstAdmin();
  }

  @Schedule(hour = "*", minute = "*", second = "*/15", persistent = false)
  void sweep() {
    signIns.sweep();
  }
}
