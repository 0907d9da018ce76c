package org.kymata.server;

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
import org.kymata.connections.ClientConnection;
import org.kymata.connections.ConnectionKind;
import org.kymata.connections.ConnectionLimits;

/**
 * Reports the connections of the server's ports to the connection limits, from the moment when they
 * are accepted, even if they never send anything (ADR 24). Thread-safe.
 */
@ApplicationScoped
public class HttpConnectionTracker implements GrizzlyConnectionMonitor.Observer {

  private static final Logger LOG = System.getLogger(HttpConnectionTracker.class.getName());

  private final Map<Object, TrackedHttpConnection> open = new ConcurrentHashMap<>();
  private GrizzlyConnectionMonitor monitor;

  @Inject private ConnectionLimits limits;
  @Inject private WebSocketConnections connections;

  /** Starts, with the server's class loader. */
  void start(ClassLoader container) {
    try {
      monitor = new GrizzlyConnectionMonitor(container, this);
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.log(
          Level.WARNING,
          "Kymata does not know this server and cannot limit its connections; put a proxy in front"
              + " that limits them ({0})",
          e.toString());
    }
  }

  @Override
  public void accepted(Object connection, InetSocketAddress from, Runnable terminate) {
    Optional<ClientConnection> client =
        limits.open(from.getAddress(), ConnectionKind.HTTP, terminate);
    if (client.isPresent()) {
      open.put(connection, new TrackedHttpConnection(client.get()));
    } else {
      terminate.run();
    }
  }

  @Override
  public void bytesReceived(Object connection, int bytes) {
    TrackedHttpConnection known = open.get(connection);
    if (known != null) {
      known.bytesReceived(bytes);
    }
  }

  @Override
  public void headersReceived(Object connection) {
    TrackedHttpConnection known = open.get(connection);
    if (known != null) {
      known.headersReceived();
    }
  }

  @Override
  public void dataReceived(Object connection, ByteBuffer data) {
    TrackedHttpConnection known = open.get(connection);
    if (known != null && known.dataReceived(data) != TrackedHttpConnection.Verdict.CONTINUE) {
      known.closeForViolation(connections);
    }
  }

  @Override
  public void responseCompleted(Object connection) {
    TrackedHttpConnection known = open.get(connection);
    if (known != null) {
      known.responseCompleted();
    }
  }

  @Override
  public void bytesSent(Object connection, long bytes) {
    TrackedHttpConnection known = open.get(connection);
    if (known != null) {
      known.bytesSent(bytes);
    }
  }

  @Override
  public void closed(Object connection) {
    TrackedHttpConnection known = open.get(connection);
    // The memory of a WebSocket is free only when its session has ended too.
    if (known != null && !known.isWebSocket()) {
      release(connection);
    }
  }

  /** Nothing of the connection is in memory any more. */
  void release(Object connection) {
    TrackedHttpConnection known = open.remove(connection);
    if (known != null) {
      known.client().release();
    }
  }

  /** Marks the connection of a request as one of a known client. */
  public void markKnown(ServletRequest request) {
    try {
      find(GrizzlyConnection.of(request)).ifPresent(each -> each.client().markKnown());
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.log(Level.DEBUG, "the connection of a request was not found", e);
    }
  }

  /** The connection as tracked here; empty when it was opened before the hub started. */
  Optional<TrackedHttpConnection> find(GrizzlyConnection connection) {
    return Optional.ofNullable(open.get(connection.key()));
  }

  @PreDestroy
  void stop() {
    if (monitor != null) {
      monitor.close();
    }
  }
}
