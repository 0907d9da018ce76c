package org.kymata.doors.websocket;

import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;

/** Has the server's connections seen from the hub's start on. */
@WebListener
public class ConnectionProbes implements ServletContextListener {

  @Inject private HttpConnections connections;

  @Override
  public void contextInitialized(ServletContextEvent event) {
    // The context's own class is of the container, wherever that keeps its classes.
    connections.begin(event.getServletContext().getClass().getClassLoader());
  }
}
