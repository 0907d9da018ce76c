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

/** Keeps the hub connected to one host's agent, for as long as it is watched; on the loop. */
final class Reconnector implements ConnectionOrigin {

  /** A connection that lasted so long was a good one. */
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

  Reconnector(NodeId node, HostConnections links, HostConnector dialler, Executor names) {
    this.node = node;
    this.connections = links;
    this.connector = dialler;
    this.dnsExecutor = names;
    this.loop = dialler.loop();
  }

  /** Goes on with a connection that is there already. */
  void continueWith() {
    connecting = true;
    welcomedMillis = MonotonicClock.millis();
  }

  /** Tries now, unless it is connected or tries already. */
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

  /** Ends it; its connection is closed elsewhere. */
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
