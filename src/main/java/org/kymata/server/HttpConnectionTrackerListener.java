package org.kymata.server;

import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;

/** Has the server's connections seen from the hub's start on. */
@WebListener
public class HttpConnectionTrackerListener implements ServletContextListener {

  @Inject private HttpConnectionTracker tracker;

  @Override
  public void contextInitialized(ServletContextEvent event) {
    // The context's own class is of the container, wherever that keeps its classes.
    tracker.start(event.getServletContext().getClass().getClassLoader());
  }
}
