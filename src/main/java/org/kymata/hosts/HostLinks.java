package org.kymata.hosts;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.kymata.hosts.Host.State;
import org.kymata.nodes.NodeId;
import org.kymata.platform.DomainException;

/** How the connections of the hosts stand, as the doors see it. Thread-safe. */
@ApplicationScoped
public class HostLinks {

  /**
   * A host that the hub is to connect to.
   *
   * @param id its node
   * @param address where its agent listens
   * @param key what the agent wants to be shown; null for none
   */
  public record Target(NodeId id, HostAddress address, String key) {

    /** Says nothing secret, so that it may be logged. */
    @Override
    public String toString() {
      return id + " at " + address;
    }
  }

  @Inject private Hosts hosts;

  /** The hosts that the hub is to connect to. */
  public List<Target> targets() {
    return hosts.list().stream()
        .filter(host -> host.way().isCalled())
        .flatMap(host -> target(host.id()).stream())
        .toList();
  }

  /** How to connect to a host; empty when it connects by itself or is watched no more. */
  public Optional<Target> target(NodeId id) {
    return Optional.ofNullable(hosts.watched(id))
        .filter(host -> host.way().isCalled())
        .map(host -> new Target(id, host.address(), host.key()));
  }

  /**
   * Its agent is connected. May wait for the store; nothing else here does.
   *
   * @param machine names the agent's machine: a new connection of the same replaces the older
   * @param agent the program
   * @param remote from where it connected
   * @throws DomainException when it is watched no more, or another machine is connected as it
   */
  public void connected(NodeId id, HostLine line, String machine, String agent, String remote) {
    Watched host = hosts.watched(id);
    if (host == null) {
      throw DomainException.notFound("this node is not watched as a host any more");
    }
    boolean sameProgram = agent.equals(host.host().agent());
    HostLine before = host.attach(line, machine, agent, remote);
    if (before != null) {
      before.close();
    }
    if (!sameProgram) {
      hosts.agent(id, agent);
    }
    hosts.tell(host);
  }

  /** That connection ended. */
  public void lost(NodeId id, HostLine line, String why) {
    Watched host = hosts.watched(id);
    if (host != null && host.detach(line, why)) {
      hosts.tell(host);
    }
  }

  /** The hub begins to connect. */
  public void connecting(NodeId id, String lastError) {
    link(id, State.CONNECTING, lastError, 0);
  }

  /** A try to connect failed, and the next one comes at that time. */
  public void failed(NodeId id, CannotConnect why, long retryAtMillis) {
    State state = why.code().isLasting() ? State.FAILED : State.WAITING;
    link(id, state, why.getMessage(), retryAtMillis);
  }

  private void link(NodeId id, State state, String why, long retryAtMillis) {
    Watched host = hosts.watched(id);
    if (host != null) {
      host.link(state, why, retryAtMillis);
      hosts.tell(host);
    }
  }

  /** Something is odd with a connected host; null when all is well again. */
  public void notice(NodeId id, String text) {
    Watched host = hosts.watched(id);
    if (host != null && host.notice(text)) {
      hosts.tell(host);
    }
  }

  /** Its agent lost so many samples. */
  public void countDropped(NodeId id, long samples) {
    Watched host = hosts.watched(id);
    if (host != null) {
      host.dropped(samples);
    }
  }

  /** So much of what it sent was refused. */
  public void countRefused(NodeId id, long faults) {
    Watched host = hosts.watched(id);
    if (host != null) {
      host.refused(faults);
    }
  }

  /** Its connection; empty when there is none. */
  public Optional<HostLine> line(NodeId id) {
    return Optional.ofNullable(hosts.watched(id)).map(Watched::line);
  }
}
