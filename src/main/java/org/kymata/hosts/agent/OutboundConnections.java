package org.kymata.hosts.agent;

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
import org.kymata.errors.DomainException;
import org.kymata.errors.DomainException.Kind;
import org.kymata.hosts.AllowedAddresses;
import org.kymata.hosts.Host;
import org.kymata.hosts.HostAddress;
import org.kymata.hosts.HostConnections;
import org.kymata.hosts.HostNameGenerator;
import org.kymata.hosts.HostReconnectRequested;
import org.kymata.hosts.HostRemoved;
import org.kymata.hosts.Hosts;
import org.kymata.hosts.peer.PeerConnectErrors;
import org.kymata.nodes.Node;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.Nodes;
import org.kymata.security.ApiKeys;

/**
 * The hub's calls to agents that listen and to other Kymatas: the first to each, and all later
 * ones. Thread-safe.
 */
@ApplicationScoped
public class OutboundConnections {

  /** How many first calls may be under way. */
  static final int MAX_ATTEMPTS = 4;

  /** After so long a first call has failed; whoever asked for it hears so within 6 s. */
  static final long ATTEMPT_TIMEOUT_MILLIS = 5_500;

  private static final int DNS_THREADS = 2;

  private final Map<NodeId, Reconnector> reconnectors = new ConcurrentHashMap<>();
  private final Semaphore attempts = new Semaphore(MAX_ATTEMPTS);

  @Inject private AgentRegistry registry;
  @Inject private AllowedAddresses allowed;
  @Inject private Hosts hosts;
  @Inject private HostConnections connections;
  @Inject private Nodes nodes;

  private HostConnector connector;
  private ThreadPoolExecutor dnsExecutor;
  private ThreadPoolExecutor attemptDnsExecutor;

  @PostConstruct
  void open() {
    connector =
        new HostConnector(allowed, registry.context(), registry.threadFactory("kymata-calls"));
    dnsExecutor = registry.newPool("kymata-names", DNS_THREADS, 2 * Hosts.MAX_HOSTS);
    attemptDnsExecutor = registry.newPool("kymata-tries", MAX_ATTEMPTS, MAX_ATTEMPTS);
  }

  /** Calls the agents of all hosts that listen. */
  void connectAll() {
    connections.targets().forEach(target -> connect(target.id()));
  }

  private void connect(NodeId id) {
    Reconnector redial = reconnectors.computeIfAbsent(id, this::newReconnector);
    connector.loop().execute(redial::connectNow);
  }

  private Reconnector newReconnector(NodeId id) {
    return new Reconnector(id, connections, connector, dnsExecutor);
  }

  void connect(@Observes HostReconnectRequested wanted) {
    connect(wanted.id());
  }

  void onHostRemoved(@Observes HostRemoved forgotten) {
    Reconnector gone = reconnectors.remove(forgotten.id());
    if (gone != null) {
      connector.loop().execute(gone::stop);
    }
  }

  /**
   * Watches the machine whose agent or Kymata listens there, once a first connection has worked.
   * Where that fails nothing is kept.
   *
   * @param name what to call it; null for what it calls itself
   * @param key what its agent wants to be shown; null for none; for a Kymata an API key
   * @return done when its values are on their way; fails with a {@link DomainException}, mostly a
   *     {@link org.kymata.hosts.ConnectFailure}, within 6 s
   * @throws DomainException when the address or the name is taken, or too many are tried at once
   */
  public CompletionStage<Host> addHost(HostAddress address, String name, String key) {
    hosts.requireRoom(address);
    if (address.isKymata() && (key == null || !ApiKeys.isKey(key))) {
      // Before anything is sent: what is no key may be the secret of something else.
      throw PeerConnectErrors.wrongKey(
          "another Kymata wants an API key, made there on the page of an account; it begins with "
              + ApiKeys.PREFIX);
    }
    if (name != null) {
      nodes.requireFreeName(name);
    }
    if (!attempts.tryAcquire()) {
      throw new DomainException(
          Kind.TOO_MANY, MAX_ATTEMPTS + " other hosts are being tried; try again in a moment", 1);
    }
    ConnectAttempt trial = new ConnectAttempt(address, key);
    CompletableFuture<Void> lookedUp = new CompletableFuture<>();
    connector.dial(address, trial, lookUp -> lookUp(lookUp, lookedUp));
    connector.loop().schedule(trial::timeOut, ATTEMPT_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
    // A name server that hangs holds the place for as long.
    CompletableFuture.allOf(lookedUp, trial.met().handle((met, fault) -> null))
        .whenComplete((done, fault) -> attempts.release());
    Executor errands = registry.context().blockingTasks();
    return trial
        .met()
        .thenComposeAsync(met -> saveHost(trial, met, address, name, key), errands)
        // Whoever goes on with the answer may wait, which the loop must not.
        .whenCompleteAsync((host, fault) -> {}, errands);
  }

  private void lookUp(Runnable work, CompletableFuture<Void> done) {
    attemptDnsExecutor.execute(
        () -> {
          try {
            work.run();
          } finally {
            done.complete(null);
          }
        });
  }

  private CompletionStage<Host> saveHost(
      ConnectAttempt trial,
      ConnectAttempt.IdentifiedAgent met,
      HostAddress address,
      String name,
      String key) {
    Node node = null;
    try {
      String free =
          name == null ? HostNameGenerator.unusedName(met.hello().host(), address, nodes) : name;
      node = nodes.createHost(free);
      hosts.add(node.id(), address, key);
    } catch (DomainException e) {
      met.session().close(ConnectErrors.of(e));
      deleteNode(node);
      throw e;
    }
    NodeId id = node.id();
    Reconnector redial = reconnectors.computeIfAbsent(id, this::newReconnector);
    connector
        .loop()
        .execute(
            () -> {
              redial.continueWith();
              trial.handOverTo(redial);
            });
    Node kept = node;
    return met.session()
        .admit(id, false)
        .thenApply(done -> hosts.require(id.value()))
        .exceptionallyAsync(
            fault -> {
              deleteNode(kept);
              throw fault instanceof CompletionException wrapped
                  ? wrapped
                  : new CompletionException(fault);
            },
            registry.context().blockingTasks());
  }

  private void deleteNode(Node node) {
    if (node != null && nodes.byId(node.id()).isPresent()) {
      nodes.delete(node.id());
    }
  }

  /** Ends all connections that the hub began. */
  void closeAll() {
    connector.close();
  }

  @PreDestroy
  void close() {
    dnsExecutor.shutdownNow();
    attemptDnsExecutor.shutdownNow();
  }
}
