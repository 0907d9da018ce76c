package org.kymata.doors.agent;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.inject.Inject;

/** Calls the agents with the application, and hangs up before the stores are closed. */
@Singleton
@Startup
public class AgentDoor {

  @Inject private AgentCalls calls;

  @PostConstruct
  void open() {
    calls.callAll();
  }

  @PreDestroy
  void close() {
    calls.hangUp();
  }
}
