package org.kymata.server;

import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;

/** Starts {@link HttpConnectionTracker} when the hub starts. */
@WebListener
public class HttpConnectionTrackerListener implements ServletContextListener {

  @Inject private HttpConnectionTracker tracker;

  @Override
  public void contextInitialized(ServletContextEvent event) {
    // The context's own class is one of the container, wherever that loads its classes from.
    tracker.start(event.getServletContext().getClass().getClassLoader());
  }
}
