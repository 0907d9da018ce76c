package org.kymata.hosts.agent;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.inject.Inject;

/** Calls the agents with the application, and hangs up before the stores are closed. */
@Singleton
@Startup
public class OutboundConnectionsLifecycle {

  @Inject private OutboundConnections connections;

  @PostConstruct
  void open() {
    connections.connectAll();
  }

  @PreDestroy
  void close() {
    connections.closeAll();
  }
}
