package org.kymata.transport.nodews;

import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.ServerSocket;
import org.kymata.config.Settings;

/**
 * Logs at start whether the node port is open. The server owns its listener: {@code ./run}
 * configures it, and a WAR deployed in another way has none.
 */
@WebListener
public class NodePortStartupCheck implements ServletContextListener {

  private static final Logger LOG = System.getLogger(NodePortStartupCheck.class.getName());

  @Inject private Settings settings;

  @Override
  public void contextInitialized(ServletContextEvent event) {
    int port = settings.nodePort();
    if (port == 0) {
      LOG.log(Level.INFO, "the node WebSocket is off: KYMATA_NODE_PORT is 0 or not set");
    } else if (isFree(port)) {
      LOG.log(
          Level.WARNING,
          "the node WebSocket is off: KYMATA_NODE_PORT is {0}, but the server does not"
              + " listen there (./run configures the listener, see docs/operations.md)",
          Integer.toString(port));
    } else {
      LOG.log(Level.INFO, "the node WebSocket listens on port {0}", Integer.toString(port));
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket probe = new ServerSocket(port)) {
      return probe.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
