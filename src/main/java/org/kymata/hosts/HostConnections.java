package org.kymata.hosts;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.kymata.errors.DomainException;
import org.kymata.hosts.Host.State;
import org.kymata.nodes.NodeId;

/** The state of all host connections, for the classes that connect. Thread-safe. */
@ApplicationScoped
public class HostConnections {

  /**
   * A host that the hub connects to.
   *
   * @param id its node
   * @param address where its agent listens
   * @param key the key that the agent expects; null for none
   */
  public record ConnectTarget(NodeId id, HostAddress address, String key) {

    /** Leaves out the key, so that it may be logged. */
    @Override
    public String toString() {
      return id + " at " + address;
    }
  }

  @Inject private Hosts hosts;

  /** The hosts that the hub connects to. */
  public List<ConnectTarget> targets() {
    return hosts.list().stream()
        .filter(host -> host.connectionMode().isOutbound())
        .flatMap(host -> target(host.id()).stream())
        .toList();
  }

  /** How to connect to a host; empty when it connects to the hub, or is not watched any more. */
  public Optional<ConnectTarget> target(NodeId id) {
    return Optional.ofNullable(hosts.watched(id))
        .filter(host -> host.connectionMode().isOutbound())
        .map(host -> new ConnectTarget(id, host.address(), host.key()));
  }

  /**
   * Records a new connection of the host's agent. May wait for the store; no other method does.
   *
   * @param machine identifies the agent's machine: a new connection of the same machine replaces
   *     the old one
   * @param agent the agent's program and version
   * @param remote the address of the agent
   * @throws DomainException when the host is not watched any more, or another machine is connected
   *     as this host
   */
  public void connected(
      NodeId id, HostConnection connection, String machine, String agent, String remote) {
    WatchedHost host = hosts.watched(id);
    if (host == null) {
      throw DomainException.notFound("this node is not watched as a host any more");
    }
    boolean sameProgram = agent.equals(host.host().agent());
    HostConnection previous = host.connect(connection, machine, agent, remote);
    if (previous != null) {
      previous.close();
    }
    if (!sameProgram) {
      hosts.saveAgent(id, agent);
    }
    hosts.publishChange(host);
  }

  /** Records the end of a connection. */
  public void disconnected(NodeId id, HostConnection connection, String why) {
    WatchedHost host = hosts.watched(id);
    if (host != null && host.disconnect(connection, why)) {
      hosts.publishChange(host);
    }
  }

  /** Records that the hub is connecting. */
  public void connecting(NodeId id, String lastError) {
    updateState(id, State.CONNECTING, lastError, 0);
  }

  /** Records a failed attempt, and when the next one follows. */
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

  /** Sets a warning about a connected host; null clears it. */
  public void setWarning(NodeId id, String text) {
    WatchedHost host = hosts.watched(id);
    if (host != null && host.warning(text)) {
      hosts.publishChange(host);
    }
  }

  /** Counts samples that the host's agent dropped. */
  public void countDropped(NodeId id, long samples) {
    WatchedHost host = hosts.watched(id);
    if (host != null) {
      host.dropped(samples);
    }
  }

  /** Counts rejected lines and values of the host. */
  public void countRejected(NodeId id, long faults) {
    WatchedHost host = hosts.watched(id);
    if (host != null) {
      host.refused(faults);
    }
  }

  /** The host's connection; empty when there is none. */
  public Optional<HostConnection> connection(NodeId id) {
    return Optional.ofNullable(hosts.watched(id)).map(WatchedHost::connection);
  }
}
