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
 * Has the last readings and units kept while the application is whole. Payara destroys the beans
 * only when its class loader has stopped: what they need first then is not found any more.
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
    } catch (DomainException away) {
      // They come with the next readings again.
      LOG.log(Level.WARNING, "the newest units could not be kept: {0}", away.getMessage());
    }
  }
}
