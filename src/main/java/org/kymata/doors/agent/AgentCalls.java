package org.kymata.doors.agent;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.kymata.access.ApiKeys;
import org.kymata.hosts.AllowedAddresses;
import org.kymata.hosts.Host;
import org.kymata.hosts.HostAddress;
import org.kymata.hosts.HostForgotten;
import org.kymata.hosts.HostLinks;
import org.kymata.hosts.HostNames;
import org.kymata.hosts.HostWanted;
import org.kymata.hosts.Hosts;
import org.kymata.nodes.Node;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.Nodes;
import org.kymata.platform.DomainException;
import org.kymata.platform.DomainException.Kind;

/**
 * The hub's calls to agents that listen and to other Kymatas: the first to each, and all later
 * ones. Thread-safe.
 */
@ApplicationScoped
public class AgentCalls {

  /** How many first calls may be under way. */
  static final int MAX_TRIES = 4;

  /** After so long a first call has failed; whoever asked for it hears so within 6 s. */
  static final long TRY_MILLIS = 5_500;

  private static final int NAME_THREADS = 2;

  private final Map<NodeId, Redial> redials = new ConcurrentHashMap<>();
  private final Semaphore tries = new Semaphore(MAX_TRIES);

  @Inject private AgentHall hall;
  @Inject private AllowedAddresses allowed;
  @Inject private Hosts hosts;
  @Inject private HostLinks links;
  @Inject private Nodes nodes;

  private AgentDialler dialler;
  private ThreadPoolExecutor names;
  private ThreadPoolExecutor tryNames;

  @PostConstruct
  void open() {
    dialler = new AgentDialler(allowed, hall.parts(), hall.named("kymata-calls"));
    names = hall.pool("kymata-names", NAME_THREADS, 2 * Hosts.MAX_HOSTS);
    tryNames = hall.pool("kymata-tries", MAX_TRIES, MAX_TRIES);
  }

  /** Calls the agents of all hosts that listen. */
  void callAll() {
    links.targets().forEach(target -> call(target.id()));
  }

  private void call(NodeId id) {
    Redial redial = redials.computeIfAbsent(id, this::redial);
    dialler.loop().execute(redial::now);
  }

  private Redial redial(NodeId id) {
    return new Redial(id, links, dialler, names);
  }

  void call(@Observes HostWanted wanted) {
    call(wanted.id());
  }

  void forget(@Observes HostForgotten forgotten) {
    Redial gone = redials.remove(forgotten.id());
    if (gone != null) {
      dialler.loop().execute(gone::stop);
    }
  }

  /**
   * Watches the machine whose agent or Kymata listens there, once a first connection has worked.
   * Where that fails nothing is kept.
   *
   * @param name what to call it; null for what it calls itself
   * @param key what its agent wants to be shown; null for none; for a Kymata an API key
   * @return done when its values are on their way; fails with a {@link DomainException}, mostly a
   *     {@link org.kymata.hosts.CannotConnect}, within 6 s
   * @throws DomainException when the address or the name is taken, or too many are tried at once
   */
  public CompletionStage<Host> watch(HostAddress address, String name, String key) {
    hosts.requireRoom(address);
    if (address.isKymata() && (key == null || !ApiKeys.isKey(key))) {
      // Before anything is sent: what is no key may be the secret of something else.
      throw PeerRefusals.wrongKey(
          "another Kymata wants an API key, made there on the page of an account; it begins with "
              + ApiKeys.PREFIX);
    }
    if (name != null) {
      nodes.requireFreeName(name);
    }
    if (!tries.tryAcquire()) {
      throw new DomainException(
          Kind.TOO_MANY, MAX_TRIES + " other hosts are being tried; try again in a moment", 1);
    }
    Trial trial = new Trial(address, key);
    CompletableFuture<Void> lookedUp = new CompletableFuture<>();
    dialler.dial(address, trial, lookUp -> lookUp(lookUp, lookedUp));
    dialler.loop().schedule(trial::giveUp, TRY_MILLIS, TimeUnit.MILLISECONDS);
    // A name server that hangs holds the place for as long.
    CompletableFuture.allOf(lookedUp, trial.met().handle((met, fault) -> null))
        .whenComplete((done, fault) -> tries.release());
    Executor errands = hall.parts().errands();
    return trial
        .met()
        .thenComposeAsync(met -> keep(trial, met, address, name, key), errands)
        // Whoever goes on with the answer may wait, which the loop must not.
        .whenCompleteAsync((host, fault) -> {}, errands);
  }

  private void lookUp(Runnable work, CompletableFuture<Void> done) {
    tryNames.execute(
        () -> {
          try {
            work.run();
          } finally {
            done.complete(null);
          }
        });
  }

  private CompletionStage<Host> keep(
      Trial trial, Trial.Met met, HostAddress address, String name, String key) {
    Node node = null;
    try {
      String free = name == null ? HostNames.free(met.hello().host(), address, nodes) : name;
      node = nodes.createHost(free);
      hosts.add(node.id(), address, key);
    } catch (DomainException e) {
      met.session().close(Refusals.of(e));
      undo(node);
      throw e;
    }
    NodeId id = node.id();
    Redial redial = redials.computeIfAbsent(id, this::redial);
    dialler
        .loop()
        .execute(
            () -> {
              redial.adopt();
              trial.follow(redial);
            });
    Node kept = node;
    return met.session()
        .admit(id, false)
        .thenApply(done -> hosts.require(id.value()))
        .exceptionallyAsync(
            fault -> {
              undo(kept);
              throw fault instanceof CompletionException wrapped
                  ? wrapped
                  : new CompletionException(fault);
            },
            hall.parts().errands());
  }

  private void undo(Node node) {
    if (node != null && nodes.byId(node.id()).isPresent()) {
      nodes.delete(node.id());
    }
  }

  /** Ends all connections that the hub began. */
  void hangUp() {
    dialler.close();
  }

  @PreDestroy
  void close() {
    names.shutdownNow();
    tryNames.shutdownNow();
  }
}
