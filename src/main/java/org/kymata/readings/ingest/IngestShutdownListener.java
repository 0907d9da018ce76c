package org.kymata.readings.ingest;

import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.kymata.errors.DomainException;
import org.kymata.readings.SeriesCatalog;

/**
 * Commits the last readings and saves units while the application is complete. Payara destroys the
 * beans only after its class loader has stopped, and then they miss classes that they still need.
 */
@WebListener
public class IngestShutdownListener implements ServletContextListener {

  private static final Logger LOG = System.getLogger(IngestShutdownListener.class.getName());

  @Inject private IngestService ingest;
  @Inject private SeriesCatalog catalog;

  @Override
  public void contextDestroyed(ServletContextEvent event) {
    ingest.stop();
    try {
      catalog.saveUnits();
    } catch (DomainException failure) {
      // The next readings carry their units again.
      LOG.log(Level.WARNING, "the newest units could not be saved: {0}", failure.getMessage());
    }
  }
}
