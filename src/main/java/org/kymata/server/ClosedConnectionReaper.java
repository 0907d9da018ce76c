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
 * <p>Payara tells a WebSocket of the end of its connection only while it waits for something to
 * read. A client that sends and closes at once is often done before: its socket then stays open for
 * ever, with its session and its buffers. Here each is ended a moment after its connection, which
 * does nothing where it has ended by itself. See {@code docs/adr/0011}.
 */
public class ClosedConnectionReaper extends HttpFilter {

  private static final long serialVersionUID = 1L;
  private static final Logger LOG = System.getLogger(ClosedConnectionReaper.class.getName());

  // What came last may still be read, and the server may yet tell by itself.
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

    /** All that a session keeps of its handshake and that can be added to. */
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
    // One that was closed to make room has nothing more to say.
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
