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
import org.kymata.hostmetrics.SampleIntervalChanged;
import org.kymata.nodes.Node;
import org.kymata.nodes.NodeDeleted;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.Nodes;
import org.kymata.platform.DomainException;
import org.kymata.platform.Settings;
import org.kymata.platform.Texts;

/**
 * The hosts that are watched: held in memory and written through to the relational store.
 * Thread-safe; bounded.
 */
@ApplicationScoped
public class Hosts {

  /** The most hosts that one hub watches, besides its own machine. */
  public static final int MAX_HOSTS = 64;

  private final Map<NodeId, Watched> byId = new ConcurrentHashMap<>();

  // One change of settings at a time: what is on disk, in memory and told to the agent agree.
  private final Object changing = new Object();

  @Inject private HostStore store;
  @Inject private Nodes nodes;
  @Inject private Settings settings;
  @Inject private Event<HostChanged> changed;
  @Inject private Event<HostForgotten> forgotten;
  @Inject private Event<HostWanted> wanted;
  @Inject private Event<SampleIntervalChanged> repaced;

  @PostConstruct
  void load() {
    store.all().forEach(row -> byId.put(row.node(), new Watched(row)));
    int millis = Math.toIntExact(settings.sampleInterval().toMillis());
    NodeId self = nodes.self().id();
    byId.computeIfAbsent(self, id -> new Watched(id, Way.SELF, null, null, millis, true));
  }

  /** All hosts by name, this machine first. */
  public List<Host> list() {
    return byId.values().stream()
        .map(Watched::host)
        .sorted(
            Comparator.comparing((Host host) -> host.way() != Way.SELF)
                .thenComparing(host -> nodes.byId(host.id()).map(Node::name).orElse("")))
        .toList();
  }

  /** The host of this node. */
  public Optional<Host> find(NodeId id) {
    return Optional.ofNullable(byId.get(id)).map(Watched::host);
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
            () -> DomainException.notFound("there is no host \"" + Texts.shown(idOrName) + "\""));
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
      throw new CannotConnect(CannotConnect.Code.ALREADY_WATCHED, address + " is watched already");
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
    return add(new HostRecord(id, Way.to(address), address, key, Host.MIN_INTERVAL));
  }

  /**
   * The host of a node whose agent connected by itself; made at its first hello.
   *
   * @throws DomainException when there are too many, or the hub connects to this host
   */
  public Host dialledIn(NodeId id) {
    Watched known = byId.get(id);
    if (known == null) {
      nodes.becomeHost(id);
      return add(new HostRecord(id, Way.DIAL, null, null, Host.MIN_INTERVAL));
    }
    if (known.way() != Way.DIAL) {
      throw DomainException.conflict("the hub connects to this host by itself");
    }
    return known.host();
  }

  private Host add(HostRecord row) {
    synchronized (changing) {
      requireRoom(row.address());
      store.add(row);
      Watched host = new Watched(row);
      byId.put(row.node(), host);
      return tell(host);
    }
  }

  /**
   * Stops a host, or starts it; it stays so over restarts of the hub and of the agent.
   *
   * @throws DomainException NOT_FOUND when there is none
   */
  public Host run(NodeId id, boolean running) {
    synchronized (changing) {
      Watched host = known(id);
      HostLine line = pace(id, host, host.host().intervalMillis(), running);
      if (line != null) {
        line.run(running);
      }
      Host now = tell(host);
      if (running && line == null && host.way().isCalled()) {
        wanted.fire(new HostWanted(id));
      }
      return now;
    }
  }

  /**
   * Says how far apart a host's samples shall be.
   *
   * @throws DomainException when it is not from 1 s to 60 s, or there is no such host
   */
  public Host interval(NodeId id, int millis) {
    if (millis < Host.MIN_INTERVAL || millis > Host.MAX_INTERVAL) {
      throw DomainException.badInput(
          "intervalMillis must be from " + Host.MIN_INTERVAL + " to " + Host.MAX_INTERVAL);
    }
    synchronized (changing) {
      Watched host = known(id);
      if (host.way() == Way.KYMATA) {
        throw DomainException.conflict(
            "how often that machine is sampled is set at its own Kymata: an API key only reads");
      }
      HostLine line = pace(id, host, millis, host.host().running());
      if (line != null) {
        line.interval(millis);
      }
      return tell(host);
    }
  }

  private HostLine pace(NodeId id, Watched host, int millis, boolean running) {
    boolean kept = store.change(id, row -> row.pace(millis, running));
    if (!kept && host.way() == Way.SELF) {
      HostRecord row = new HostRecord(id, Way.SELF, null, null, millis);
      row.pace(millis, running);
      store.add(row);
    }
    HostLine line = host.pace(millis, running);
    if (host.way() == Way.SELF) {
      repaced.fire(new SampleIntervalChanged());
    }
    return line;
  }

  /**
   * Watches a host no more; its node and its history stay.
   *
   * @throws DomainException when there is none, or it is this machine
   */
  public void forget(NodeId id) {
    synchronized (changing) {
      if (known(id).way() == Way.SELF) {
        throw DomainException.conflict("this machine is always watched; stop it instead");
      }
      store.remove(id);
      drop(id);
    }
  }

  void forget(@Observes NodeDeleted deleted) {
    drop(deleted.id());
  }

  private void drop(NodeId id) {
    Watched gone = byId.remove(id);
    if (gone != null) {
      HostLine line = gone.line();
      if (line != null) {
        line.close();
      }
      forgotten.fire(new HostForgotten(id));
    }
  }

  private Watched known(NodeId id) {
    Watched host = byId.get(id);
    if (host == null) {
      throw DomainException.notFound("this node is not watched as a host");
    }
    return host;
  }

  /** What is known of the host; null when it was forgotten. */
  Watched watched(NodeId id) {
    return byId.get(id);
  }

  /** Tells everybody how the host stands now. */
  Host tell(Watched watched) {
    Host now = watched.host();
    changed.fire(new HostChanged(now));
    return now;
  }

  /** Keeps which program speaks for a host. */
  void agent(NodeId id, String program) {
    store.change(id, row -> row.agent(program));
  }
}
