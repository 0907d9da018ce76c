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
 * The hosts that are watched: held in memory and written through to the relational store.
 * Thread-safe; bounded.
 */
@ApplicationScoped
public class Hosts {

  /** The most hosts that one hub watches, besides its own machine. */
  public static final int MAX_HOSTS = 64;

  private final Map<NodeId, WatchedHost> byId = new ConcurrentHashMap<>();

  // One change of settings at a time: what is on disk, in memory and told to the agent agree.
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

  /** The host of this node. */
  public Optional<Host> find(NodeId id) {
    return Optional.ofNullable(byId.get(id)).map(WatchedHost::host);
  }

  /**
   * The host of this id or name.
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
   * Whether one more may be watched, at that address.
   *
   * @param address null when it connects by itself
   * @throws DomainException when there is that address already, or there are too many
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
   * Watches one more, to which the hub connects. On return it is on disk.
   *
   * @param key what its agent wants to be shown; null for none
   * @throws DomainException as {@link #requireRoom}
   */
  public Host add(NodeId id, HostAddress address, String key) {
    return add(
        new HostRecord(id, ConnectionMode.forAddress(address), address, key, Host.MIN_INTERVAL));
  }

  /**
   * The host of a node whose agent connected by itself; made at its first hello.
   *
   * @throws DomainException when there are too many, or the hub connects to this host
   */
  public Host addInbound(NodeId id) {
    WatchedHost known = byId.get(id);
    if (known == null) {
      nodes.markAsHost(id);
      return add(new HostRecord(id, ConnectionMode.DIAL, null, null, Host.MIN_INTERVAL));
    }
    if (known.connectionMode() != ConnectionMode.DIAL) {
      throw DomainException.conflict("the hub connects to this host by itself");
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
   * Stops a host, or starts it; it stays so over restarts of the hub and of the agent.
   *
   * @throws DomainException NOT_FOUND when there is none
   */
  public Host setRunning(NodeId id, boolean running) {
    synchronized (settingsLock) {
      WatchedHost host = requireHost(id);
      HostConnection line = applySampling(id, host, host.host().intervalMillis(), running);
      if (line != null) {
        line.setRunning(running);
      }
      Host now = publishChange(host);
      if (running && line == null && host.connectionMode().isOutbound()) {
        reconnectRequested.fire(new HostReconnectRequested(id));
      }
      return now;
    }
  }

  /**
   * Says how far apart a host's samples shall be.
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
      HostConnection line = applySampling(id, host, millis, host.host().running());
      if (line != null) {
        line.setInterval(millis);
      }
      return publishChange(host);
    }
  }

  private HostConnection applySampling(NodeId id, WatchedHost host, int millis, boolean running) {
    boolean kept = store.change(id, row -> row.setSampling(millis, running));
    if (!kept && host.connectionMode() == ConnectionMode.SELF) {
      HostRecord row = new HostRecord(id, ConnectionMode.SELF, null, null, millis);
      row.setSampling(millis, running);
      store.add(row);
    }
    HostConnection line = host.setSampling(millis, running);
    if (host.connectionMode() == ConnectionMode.SELF) {
      sampleIntervalChanged.fire(new SampleIntervalChanged());
    }
    return line;
  }

  /**
   * Watches a host no more; its node and its history stay.
   *
   * @throws DomainException when there is none, or it is this machine
   */
  public void remove(NodeId id) {
    synchronized (settingsLock) {
      if (requireHost(id).connectionMode() == ConnectionMode.SELF) {
        throw DomainException.conflict("this machine is always watched; stop it instead");
      }
      store.remove(id);
      removeFromMemory(id);
    }
  }

  void remove(@Observes NodeDeleted deleted) {
    removeFromMemory(deleted.id());
  }

  private void removeFromMemory(NodeId id) {
    WatchedHost gone = byId.remove(id);
    if (gone != null) {
      HostConnection line = gone.connection();
      if (line != null) {
        line.close();
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

  /** What is known of the host; null when it was forgotten. */
  WatchedHost watched(NodeId id) {
    return byId.get(id);
  }

  /** Tells everybody how the host stands now. */
  Host publishChange(WatchedHost watched) {
    Host now = watched.host();
    changed.fire(new HostChanged(now));
    return now;
  }

  /** Keeps which program speaks for a host. */
  void saveAgent(NodeId id, String program) {
    store.change(id, row -> row.agent(program));
  }
}
