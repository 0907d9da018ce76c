package org.kymata.server;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Makes the container give every request and response their own streams.
 *
 * <p>Payara reuses the objects of a finished request for a new one, with the streams that it gave
 * out. A WebSocket that is written to at the moment when its connection ends then writes into the
 * response of another client: seen as handshakes answered by {@code 200} under thousands of broken
 * connections. Payara has a switch against this but no configuration for it; see {@code
 * docs/adr/0010}.
 */
@WebListener
public class StreamReuseGuard implements ServletContextListener {

  private static final Logger LOG = System.getLogger(StreamReuseGuard.class.getName());
  private static final String PACKAGE = "org.apache.catalina.connector.";

  @Override
  public void contextInitialized(ServletContextEvent event) {
    // The context's own class is one of the container, wherever that loads its classes from.
    ClassLoader container = event.getServletContext().getClass().getClassLoader();
    try {
      enforceScope(container, "Request");
      enforceScope(container, "Response");
    } catch (ReflectiveOperationException e) {
      LOG.log(Level.WARNING, "This server may mix up WebSockets that end: {0}", e.toString());
    }
  }

  private static void enforceScope(ClassLoader container, String name)
      throws ReflectiveOperationException {
    Class.forName(PACKAGE + name, true, container)
        .getMethod("setEnforceScope", boolean.class)
        .invoke(null, true);
  }
}
