package org.kymata.doors.websocket;

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
import java.security.Principal;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.kymata.access.Caller;

/**
 * Ends WebSockets whose connection has ended.
 *
 * <p>Payara tells a WebSocket of the end of its connection only while it waits for something to
 * read. A client that sends and closes at once is often done before: its socket then stays open for
 * ever, with its session and its buffers. Here each is ended a moment after its connection, which
 * does nothing where it has ended by itself. See {@code docs/adr/0011}.
 */
public class EndedConnections extends HttpFilter {

  private static final long serialVersionUID = 1L;
  private static final Logger LOG = System.getLogger(EndedConnections.class.getName());

  // What came last may still be read, and the server may yet tell by itself.
  private static final long GRACE_SECONDS = 2;

  private final AtomicBoolean complained = new AtomicBoolean();

  @Inject private transient Connections connections;
  @Inject private transient HttpConnections http;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Principal caller = request.getUserPrincipal();
    if (caller != null && !(caller instanceof Caller.Guest)) {
      http.known(request);
    }
    boolean isHandshake = request.getHeader("Sec-WebSocket-Key") != null;
    chain.doFilter(isHandshake ? new Watched(request) : request, response);
  }

  private final class Watched extends HttpServletRequestWrapper {
    private final String number = connections.number();

    Watched(HttpServletRequest request) {
      super(request);
    }

    /** All that a session keeps of its handshake and that can be added to. */
    @Override
    public Map<String, String[]> getParameterMap() {
      Map<String, String[]> all = new HashMap<>(super.getParameterMap());
      all.put(Connections.PARAMETER, new String[] {number});
      return all;
    }

    @Override
    public <T extends HttpUpgradeHandler> T upgrade(Class<T> type)
        throws IOException, ServletException {
      T handler = super.upgrade(type);
      try {
        GrizzlyConnection connection = GrizzlyConnection.of(this);
        http.of(connection).ifPresent(each -> each.upgraded(connection));
        connections.opened(number, connection);
        connection.whenClosed(() -> whenClosed(connection, handler));
      } catch (ReflectiveOperationException | RuntimeException e) {
        if (complained.compareAndSet(false, true)) {
          LOG.log(Level.WARNING, "This server may keep WebSockets that ended: {0}", e.toString());
        }
      }
      return handler;
    }
  }

  private void whenClosed(GrizzlyConnection connection, HttpUpgradeHandler handler) {
    // One that was closed to make room has nothing more to say.
    boolean atOnce = http.of(connection).map(each -> each.client().isClosing()).orElse(false);
    connections.later(
        atOnce ? 0 : GRACE_SECONDS,
        () -> {
          end(handler);
          http.ended(connection.asKey());
        });
  }

  private static void end(HttpUpgradeHandler handler) {
    try {
      handler.destroy();
    } catch (RuntimeException e) {
      LOG.log(Level.DEBUG, "a socket could not be ended", e);
    }
  }
}
