package org.kymata.server;

import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpUpgradeHandler;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ends WebSockets whose connection has ended.
 *
 * <p>Payara tells a WebSocket of the end of its connection only while the WebSocket waits for
 * input. When a client sends and closes at once, the server has often finished reading: the socket
 * then stays open for ever, with its session and its buffers. This class closes each session
 * shortly after its connection, which has no effect when it has ended by itself. See {@code
 * docs/adr/0011}.
 */
public class ClosedConnectionReaper extends HttpFilter {

  private static final long serialVersionUID = 1L;
  private static final Logger LOG = System.getLogger(ClosedConnectionReaper.class.getName());

  // The server may still read the last bytes, or end the session by itself.
  private static final long GRACE_SECONDS = 2;

  private final AtomicBoolean warned = new AtomicBoolean();

  @Inject private transient WebSocketConnections connections;
  @Inject private transient HttpConnectionTracker tracker;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    boolean isHandshake = request.getHeader("Sec-WebSocket-Key") != null;
    chain.doFilter(isHandshake ? new HandshakeRequest(request) : request, response);
  }

  private final class HandshakeRequest extends HttpServletRequestWrapper {
    private final String number = connections.nextId();

    HandshakeRequest(HttpServletRequest request) {
      super(request);
    }

    /** The one part of the handshake that the session keeps and that a filter can add to. */
    @Override
    public Map<String, String[]> getParameterMap() {
      Map<String, String[]> all = new HashMap<>(super.getParameterMap());
      all.put(WebSocketConnections.CONNECTION_PARAMETER, new String[] {number});
      return all;
    }

    @Override
    public <T extends HttpUpgradeHandler> T upgrade(Class<T> type)
        throws IOException, ServletException {
      T handler = super.upgrade(type);
      try {
        GrizzlyConnection connection = GrizzlyConnection.of(this);
        tracker.find(connection).ifPresent(each -> each.upgraded(connection));
        connections.register(number, connection);
        connection.onClose(() -> onConnectionClosed(connection, handler));
      } catch (ReflectiveOperationException | RuntimeException e) {
        if (warned.compareAndSet(false, true)) {
          LOG.log(Level.WARNING, "This server may keep WebSockets that ended: {0}", e.toString());
        }
      }
      return handler;
    }
  }

  private void onConnectionClosed(GrizzlyConnection connection, HttpUpgradeHandler handler) {
    // The budget closed this connection: there is nothing left to read.
    boolean atOnce = tracker.find(connection).map(each -> each.client().isClosing()).orElse(false);
    connections.schedule(
        atOnce ? 0 : GRACE_SECONDS,
        () -> {
          destroyHandler(handler);
          tracker.release(connection.key());
        });
  }

  private static void destroyHandler(HttpUpgradeHandler handler) {
    try {
      handler.destroy();
    } catch (RuntimeException e) {
      LOG.log(Level.DEBUG, "a socket could not be ended", e);
    }
  }
}
