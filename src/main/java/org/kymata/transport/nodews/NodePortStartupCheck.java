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
 * Says at start whether the node port is open. Its listener belongs to the server: {@code ./run}
 * makes it, and a WAR that was deployed by other means goes without.
 */
@WebListener
public class NodePortStartupCheck implements ServletContextListener {

  private static final Logger LOG = System.getLogger(NodePortStartupCheck.class.getName());

  @Inject private Settings settings;

  @Override
  public void contextInitialized(ServletContextEvent event) {
    int port = settings.nodePort();
    if (port == 0) {
      LOG.log(Level.INFO, "the WebSocket door of nodes is off: KYMATA_NODE_PORT is 0 or not set");
    } else if (isFree(port)) {
      LOG.log(
          Level.WARNING,
          "the WebSocket door of nodes is off: KYMATA_NODE_PORT is {0}, but the server does not"
              + " listen there (./run would see to that, see docs/operations.md)",
          Integer.toString(port));
    } else {
      LOG.log(Level.INFO, "the WebSocket door of nodes is at port {0}", Integer.toString(port));
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
