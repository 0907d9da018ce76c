package org.kymata.doors.websocket;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.ServletRequest;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.kymata.platform.connections.ClientConnection;
import org.kymata.platform.connections.ConnectionKind;
import org.kymata.platform.connections.ConnectionLimits;

/**
 * The connections at the ports of the server, as the limits of connections know them: from the
 * moment when they are accepted, whether they ever say something or not (ADR 24). Thread-safe.
 */
@ApplicationScoped
public class HttpConnections implements GrizzlyListeners.Observer {

  private static final Logger LOG = System.getLogger(HttpConnections.class.getName());

  private final Map<Object, HttpConnection> open = new ConcurrentHashMap<>();
  private GrizzlyListeners listeners;

  @Inject private ConnectionLimits limits;
  @Inject private Connections connections;

  /** Begins, with the class loader of the server. */
  void begin(ClassLoader container) {
    try {
      listeners = new GrizzlyListeners(container, this);
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.log(
          Level.WARNING,
          "this server is not the one known: its connections are not limited, so put a proxy before"
              + " it that does ({0})",
          e.toString());
    }
  }

  @Override
  public void accepted(Object connection, InetSocketAddress from, Runnable terminate) {
    Optional<ClientConnection> client =
        limits.open(from.getAddress(), ConnectionKind.HTTP, terminate);
    if (client.isPresent()) {
      open.put(connection, new HttpConnection(client.get()));
    } else {
      terminate.run();
    }
  }

  @Override
  public void received(Object connection, int bytes) {
    HttpConnection known = open.get(connection);
    if (known != null) {
      known.received(bytes);
    }
  }

  @Override
  public void headCame(Object connection) {
    HttpConnection known = open.get(connection);
    if (known != null) {
      known.headCame();
    }
  }

  @Override
  public void data(Object connection, ByteBuffer data) {
    HttpConnection known = open.get(connection);
    if (known != null && known.data(data) != HttpConnection.Verdict.GO_ON) {
      known.end(connections);
    }
  }

  @Override
  public void answered(Object connection) {
    HttpConnection known = open.get(connection);
    if (known != null) {
      known.answered();
    }
  }

  @Override
  public void sent(Object connection, long bytes) {
    HttpConnection known = open.get(connection);
    if (known != null) {
      known.sent(bytes);
    }
  }

  @Override
  public void closed(Object connection) {
    HttpConnection known = open.get(connection);
    // The memory of a WebSocket is free only when that has ended too.
    if (known != null && !known.isWebSocket()) {
      ended(connection);
    }
  }

  /** Nothing of it is in memory any more. */
  void ended(Object connection) {
    HttpConnection known = open.remove(connection);
    if (known != null) {
      known.client().released();
    }
  }

  /** Somebody who is known uses the connection of a request. */
  void known(ServletRequest request) {
    try {
      of(GrizzlyConnection.of(request)).ifPresent(each -> each.client().known());
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.log(Level.DEBUG, "the connection of a request was not found", e);
    }
  }

  /** The connection as it is known here; empty when it was opened before the hub was there. */
  Optional<HttpConnection> of(GrizzlyConnection connection) {
    return Optional.ofNullable(open.get(connection.asKey()));
  }

  @PreDestroy
  void stop() {
    if (listeners != null) {
      listeners.close();
    }
  }
}
