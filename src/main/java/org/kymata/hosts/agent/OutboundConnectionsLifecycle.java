package org.kymata.hosts.agent;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.inject.Inject;

/**
 * Opens the connections to hosts when the application starts, and closes them before the stores
 * close.
 */
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
