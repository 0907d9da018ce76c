package org.kymata.hosts;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.kymata.errors.DomainException;
import org.kymata.hosts.Host.State;
import org.kymata.nodes.NodeId;

/** How the connections of the hosts stand, as the doors see it. Thread-safe. */
@ApplicationScoped
public class HostConnections {

  /**
   * A host that the hub is to connect to.
   *
   * @param id its node
   * @param address where its agent listens
   * @param key what the agent wants to be shown; null for none
   */
  public record ConnectTarget(NodeId id, HostAddress address, String key) {

    /** Says nothing secret, so that it may be logged. */
    @Override
    public String toString() {
      return id + " at " + address;
    }
  }

  @Inject private Hosts hosts;

  /** The hosts that the hub is to connect to. */
  public List<ConnectTarget> targets() {
    return hosts.list().stream()
        .filter(host -> host.connectionMode().isOutbound())
        .flatMap(host -> target(host.id()).stream())
        .toList();
  }

  /** How to connect to a host; empty when it connects by itself or is watched no more. */
  public Optional<ConnectTarget> target(NodeId id) {
    return Optional.ofNullable(hosts.watched(id))
        .filter(host -> host.connectionMode().isOutbound())
        .map(host -> new ConnectTarget(id, host.address(), host.key()));
  }

  /**
   * Its agent is connected. May wait for the store; nothing else here does.
   *
   * @param machine names the agent's machine: a new connection of the same replaces the older
   * @param agent the program
   * @param remote from where it connected
   * @throws DomainException when it is watched no more, or another machine is connected as it
   */
  public void connected(
      NodeId id, HostConnection line, String machine, String agent, String remote) {
    WatchedHost host = hosts.watched(id);
    if (host == null) {
      throw DomainException.notFound("this node is not watched as a host any more");
    }
    boolean sameProgram = agent.equals(host.host().agent());
    HostConnection before = host.connect(line, machine, agent, remote);
    if (before != null) {
      before.close();
    }
    if (!sameProgram) {
      hosts.saveAgent(id, agent);
    }
    hosts.publishChange(host);
  }

  /** That connection ended. */
  public void disconnected(NodeId id, HostConnection line, String why) {
    WatchedHost host = hosts.watched(id);
    if (host != null && host.disconnect(line, why)) {
      hosts.publishChange(host);
    }
  }

  /** The hub begins to connect. */
  public void connecting(NodeId id, String lastError) {
    updateState(id, State.CONNECTING, lastError, 0);
  }

  /** A try to connect failed, and the next one comes at that time. */
  public void connectFailed(NodeId id, ConnectFailure why, long retryAtMillis) {
    State state = why.code().isPermanent() ? State.FAILED : State.WAITING;
    updateState(id, state, why.getMessage(), retryAtMillis);
  }

  private void updateState(NodeId id, State state, String why, long retryAtMillis) {
    WatchedHost host = hosts.watched(id);
    if (host != null) {
      host.connectionState(state, why, retryAtMillis);
      hosts.publishChange(host);
    }
  }

  /** Something is odd with a connected host; null when all is well again. */
  public void setWarning(NodeId id, String text) {
    WatchedHost host = hosts.watched(id);
    if (host != null && host.warning(text)) {
      hosts.publishChange(host);
    }
  }

  /** Its agent lost so many samples. */
  public void countDropped(NodeId id, long samples) {
    WatchedHost host = hosts.watched(id);
    if (host != null) {
      host.dropped(samples);
    }
  }

  /** So much of what it sent was refused. */
  public void countRejected(NodeId id, long faults) {
    WatchedHost host = hosts.watched(id);
    if (host != null) {
      host.refused(faults);
    }
  }

  /** Its connection; empty when there is none. */
  public Optional<HostConnection> connection(NodeId id) {
    return Optional.ofNullable(hosts.watched(id)).map(WatchedHost::connection);
  }
}
