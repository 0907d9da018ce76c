package org.kymata.hosts.agent;

import io.netty.channel.EventLoop;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.kymata.hosts.ConnectFailure;
import org.kymata.hosts.ConnectFailure.Code;
import org.kymata.hosts.HostConnections;
import org.kymata.nodes.NodeId;
import org.kymata.time.MonotonicClock;

/** Keeps the hub connected to one host while it is watched; event loop's thread only. */
final class Reconnector implements ConnectionOrigin {

  /** A connection that lasted at least this long was stable. */
  private static final long STABLE_AFTER_MILLIS = 10_000;

  private final NodeId node;
  private final HostConnections connections;
  private final HostConnector connector;
  private final Executor dnsExecutor;
  private final EventLoop loop;
  private final Backoff backoff = new Backoff();
  private boolean stopped;
  private boolean connecting;
  private String lastError;
  private long welcomedMillis;
  private Future<?> scheduled;

  Reconnector(
      NodeId node, HostConnections connections, HostConnector connector, Executor dnsExecutor) {
    this.node = node;
    this.connections = connections;
    this.connector = connector;
    this.dnsExecutor = dnsExecutor;
    this.loop = connector.loop();
  }

  /** Takes over a connection that is open already. */
  void continueWith() {
    connecting = true;
    welcomedMillis = MonotonicClock.millis();
  }

  /** Tries to connect now, unless a connection is open or being opened. */
  void connectNow() {
    if (stopped || connecting) {
      return;
    }
    if (scheduled != null) {
      scheduled.cancel(false);
      scheduled = null;
    }
    Optional<HostConnections.ConnectTarget> target = connections.target(node);
    if (target.isEmpty()) {
      stopped = true;
      return;
    }
    connecting = true;
    welcomedMillis = 0;
    connections.connecting(node, lastError);
    connector.dial(target.get().address(), this, dnsExecutor);
  }

  /** Stops reconnecting; does not close the connection. */
  void stop() {
    stopped = true;
    if (scheduled != null) {
      scheduled.cancel(false);
    }
  }

  @Override
  public HubCredentials hubCredentials() {
    return new HubCredentials(
        connections.target(node).map(HostConnections.ConnectTarget::key).orElse(null));
  }

  @Override
  public void onHello(AgentChannel session, AgentMessage.Hello hello) {
    session
        .admit(node, false)
        .thenRun(() -> loop.execute(() -> welcomedMillis = MonotonicClock.millis()));
  }

  @Override
  public void onEnded(ConnectFailure why) {
    connecting = false;
    if (stopped) {
      return;
    }
    ConnectFailure cause =
        why == null ? new ConnectFailure(Code.UNREACHABLE, "the connection was closed") : why;
    if (welcomedMillis > 0 && MonotonicClock.millis() - welcomedMillis > STABLE_AFTER_MILLIS) {
      backoff.reset();
    }
    lastError = cause.getMessage();
    long wait = cause.code().isPermanent() ? backoff.nextMax() : backoff.next();
    connections.connectFailed(node, cause, System.currentTimeMillis() + wait);
    scheduled = loop.schedule(this::connectNow, wait, TimeUnit.MILLISECONDS);
  }
}
