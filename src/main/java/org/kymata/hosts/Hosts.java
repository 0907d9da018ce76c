package org.kymata.hosts;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.kymata.config.Settings;
import org.kymata.errors.DomainException;
import org.kymata.hostmetrics.SampleIntervalChanged;
import org.kymata.nodes.Node;
import org.kymata.nodes.NodeDeleted;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.Nodes;
import org.kymata.text.Texts;

/**
 * The watched hosts, in memory and written through to the relational store. Thread-safe; bounded.
 */
@ApplicationScoped
public class Hosts {

  /** Limit of watched hosts, besides the hub's own machine. */
  public static final int MAX_HOSTS = 64;

  private final Map<NodeId, WatchedHost> byId = new ConcurrentHashMap<>();

  // One change of settings at a time, so that disk, memory and agent agree.
  private final Object settingsLock = new Object();

  @Inject private HostStore store;
  @Inject private Nodes nodes;
  @Inject private Settings settings;
  @Inject private Event<HostChanged> changed;
  @Inject private Event<HostRemoved> removed;
  @Inject private Event<HostReconnectRequested> reconnectRequested;
  @Inject private Event<SampleIntervalChanged> sampleIntervalChanged;

  @PostConstruct
  void load() {
    store.all().forEach(row -> byId.put(row.node(), new WatchedHost(row)));
    int millis = Math.toIntExact(settings.sampleInterval().toMillis());
    NodeId self = nodes.self().id();
    byId.computeIfAbsent(
        self, id -> new WatchedHost(id, ConnectionMode.SELF, null, null, millis, true));
  }

  /** All hosts by name, this machine first. */
  public List<Host> list() {
    return byId.values().stream()
        .map(WatchedHost::host)
        .sorted(
            Comparator.comparing((Host host) -> host.connectionMode() != ConnectionMode.SELF)
                .thenComparing(host -> nodes.byId(host.id()).map(Node::name).orElse("")))
        .toList();
  }

  /** The host with this node. */
  public Optional<Host> find(NodeId id) {
    return Optional.ofNullable(byId.get(id)).map(WatchedHost::host);
  }

  /**
   * The host with this id or name.
   *
   * @throws DomainException NOT_FOUND when there is none
   */
  public Host require(String idOrName) {
    return nodes
        .find(idOrName)
        .flatMap(node -> find(node.id()))
        .orElseThrow(
            () ->
                DomainException.notFound(
                    "there is no host \"" + Texts.forDisplay(idOrName) + "\""));
  }

  /**
   * Checks that one more host may be watched, at that address.
   *
   * @param address null when it connects to the hub
   * @throws DomainException when the address is watched already, or there are too many hosts
   */
  public void requireRoom(HostAddress address) {
    boolean known =
        address != null
            && byId.values().stream()
                .anyMatch(each -> each.address() != null && each.address().isSame(address));
    if (known) {
      throw new ConnectFailure(
          ConnectFailure.Code.ALREADY_WATCHED, address + " is watched already");
    }
    if (byId.size() > MAX_HOSTS) {
      throw DomainException.conflict(
          "there are " + MAX_HOSTS + " hosts already, and no more can be watched");
    }
  }

  /**
   * Adds a host that the hub connects to. It is on disk when this method returns.
   *
   * @param key the key that its agent expects; null for none
   * @throws DomainException as {@link #requireRoom}
   */
  public Host add(NodeId id, HostAddress address, String key) {
    return add(
        new HostRecord(id, ConnectionMode.forAddress(address), address, key, Host.MIN_INTERVAL));
  }

  /**
   * The host of a node whose agent connected to the hub; added at its first hello.
   *
   * @throws DomainException when there are too many hosts, or the hub connects to this one
   */
  public Host addInbound(NodeId id) {
    WatchedHost known = byId.get(id);
    if (known == null) {
      nodes.markAsHost(id);
      return add(new HostRecord(id, ConnectionMode.DIAL, null, null, Host.MIN_INTERVAL));
    }
    if (known.connectionMode() != ConnectionMode.DIAL) {
      throw DomainException.conflict(
          "the hub connects to this host; its agent must not connect to the hub");
    }
    return known.host();
  }

  private Host add(HostRecord row) {
    synchronized (settingsLock) {
      requireRoom(row.address());
      store.add(row);
      WatchedHost host = new WatchedHost(row);
      byId.put(row.node(), host);
      return publishChange(host);
    }
  }

  /**
   * Pauses or resumes monitoring of a host; survives restarts of the hub and of the agent.
   *
   * @throws DomainException NOT_FOUND when there is none
   */
  public Host setRunning(NodeId id, boolean running) {
    synchronized (settingsLock) {
      WatchedHost host = requireHost(id);
      HostConnection connection = applySampling(id, host, host.host().intervalMillis(), running);
      if (connection != null) {
        connection.setRunning(running);
      }
      Host current = publishChange(host);
      if (running && connection == null && host.connectionMode().isOutbound()) {
        reconnectRequested.fire(new HostReconnectRequested(id));
      }
      return current;
    }
  }

  /**
   * Sets the time between a host's samples.
   *
   * @throws DomainException when it is not from 1 s to 60 s, or there is no such host
   */
  public Host setInterval(NodeId id, int millis) {
    if (millis < Host.MIN_INTERVAL || millis > Host.MAX_INTERVAL) {
      throw DomainException.badInput(
          "intervalMillis must be from " + Host.MIN_INTERVAL + " to " + Host.MAX_INTERVAL);
    }
    synchronized (settingsLock) {
      WatchedHost host = requireHost(id);
      if (host.connectionMode() == ConnectionMode.KYMATA) {
        throw DomainException.conflict(
            "how often that machine is sampled is set at its own Kymata: an API key only reads");
      }
      HostConnection connection = applySampling(id, host, millis, host.host().running());
      if (connection != null) {
        connection.setInterval(millis);
      }
      return publishChange(host);
    }
  }

  private HostConnection applySampling(NodeId id, WatchedHost host, int millis, boolean running) {
    boolean saved = store.change(id, row -> row.setSampling(millis, running));
    if (!saved && host.connectionMode() == ConnectionMode.SELF) {
      HostRecord row = new HostRecord(id, ConnectionMode.SELF, null, null, millis);
      row.setSampling(millis, running);
      store.add(row);
    }
    HostConnection connection = host.setSampling(millis, running);
    if (host.connectionMode() == ConnectionMode.SELF) {
      sampleIntervalChanged.fire(new SampleIntervalChanged());
    }
    return connection;
  }

  /**
   * Stops watching a host; its node and history stay.
   *
   * @throws DomainException when there is none, or it is this machine
   */
  public void remove(NodeId id) {
    synchronized (settingsLock) {
      if (requireHost(id).connectionMode() == ConnectionMode.SELF) {
        throw DomainException.conflict(
            "this machine is always watched; pause its monitoring instead");
      }
      store.remove(id);
      removeFromMemory(id);
    }
  }

  void remove(@Observes NodeDeleted deleted) {
    removeFromMemory(deleted.id());
  }

  private void removeFromMemory(NodeId id) {
    WatchedHost removedHost = byId.remove(id);
    if (removedHost != null) {
      HostConnection connection = removedHost.connection();
      if (connection != null) {
        connection.close();
      }
      removed.fire(new HostRemoved(id));
    }
  }

  private WatchedHost requireHost(NodeId id) {
    WatchedHost host = byId.get(id);
    if (host == null) {
      throw DomainException.notFound("this node is not watched as a host");
    }
    return host;
  }

  /** The watched host; null when there is none. */
  WatchedHost watched(NodeId id) {
    return byId.get(id);
  }

  /** Publishes the current state of a host. */
  Host publishChange(WatchedHost watched) {
    Host current = watched.host();
    changed.fire(new HostChanged(current));
    return current;
  }

  /** Saves the agent's program and version. */
  void saveAgent(NodeId id, String program) {
    store.change(id, row -> row.agent(program));
  }
}
