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
 * The hub's connections to agents that listen and to other Kymatas: the first attempt for a new
 * host, and the reconnections of existing ones. Thread-safe.
 */
@ApplicationScoped
public class OutboundConnections {

  /** Limit of concurrent first attempts. */
  static final int MAX_ATTEMPTS = 4;

  /** A first attempt fails after this time, so that its caller gets an answer within 6 s. */
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

  /** Connects to all hosts that the hub connects to. */
  void connectAll() {
    connections.targets().forEach(target -> connect(target.id()));
  }

  private void connect(NodeId id) {
    Reconnector reconnector = reconnectors.computeIfAbsent(id, this::newReconnector);
    connector.loop().execute(reconnector::connectNow);
  }

  private Reconnector newReconnector(NodeId id) {
    return new Reconnector(id, connections, connector, dnsExecutor);
  }

  void connect(@Observes HostReconnectRequested requested) {
    connect(requested.id());
  }

  void onHostRemoved(@Observes HostRemoved removed) {
    Reconnector reconnector = reconnectors.remove(removed.id());
    if (reconnector != null) {
      connector.loop().execute(reconnector::stop);
    }
  }

  /**
   * Adds the host that listens at an address, once a first connection has succeeded. Keeps nothing
   * when it fails.
   *
   * @param name its name; null for the name that it sends
   * @param key the key that its agent expects, or null for none; for a Kymata an API key
   * @return completes when the host is admitted; fails with a {@link DomainException}, usually a
   *     {@link org.kymata.hosts.ConnectFailure}, within 6 s
   * @throws DomainException when the address or the name is taken, or there are too many attempts
   */
  public CompletionStage<Host> addHost(HostAddress address, String name, String key) {
    hosts.requireRoom(address);
    if (address.isKymata() && (key == null || !ApiKeys.isKey(key))) {
      // Checked before anything is sent: another text may be a secret of something else.
      throw PeerConnectErrors.wrongKey(
          "another Kymata expects an API key, created there on the account page; it begins with "
              + ApiKeys.PREFIX);
    }
    if (name != null) {
      nodes.requireFreeName(name);
    }
    if (!attempts.tryAcquire()) {
      throw new DomainException(
          Kind.TOO_MANY,
          MAX_ATTEMPTS + " connection attempts are running already; try again in a moment",
          1);
    }
    ConnectAttempt attempt = new ConnectAttempt(address, key);
    CompletableFuture<Void> lookedUp = new CompletableFuture<>();
    connector.dial(address, attempt, lookUp -> lookUp(lookUp, lookedUp));
    connector.loop().schedule(attempt::timeOut, ATTEMPT_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
    // The attempt counts until the name server has answered too.
    CompletableFuture.allOf(lookedUp, attempt.identified().handle((identified, fault) -> null))
        .whenComplete((done, fault) -> attempts.release());
    Executor blockingTasks = registry.context().blockingTasks();
    return attempt
        .identified()
        .thenComposeAsync(
            identified -> saveHost(attempt, identified, address, name, key), blockingTasks)
        // Callers may block on the result, which the event loop must not.
        .whenCompleteAsync((host, fault) -> {}, blockingTasks);
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
      ConnectAttempt attempt,
      ConnectAttempt.IdentifiedAgent identified,
      HostAddress address,
      String name,
      String key) {
    Node node = null;
    try {
      String free =
          name == null
              ? HostNameGenerator.unusedName(identified.hello().host(), address, nodes)
              : name;
      node = nodes.createHost(free);
      hosts.add(node.id(), address, key);
    } catch (DomainException e) {
      identified.session().close(ConnectErrors.of(e));
      deleteNode(node);
      throw e;
    }
    NodeId id = node.id();
    Reconnector reconnector = reconnectors.computeIfAbsent(id, this::newReconnector);
    connector
        .loop()
        .execute(
            () -> {
              reconnector.continueWith();
              attempt.handOverTo(reconnector);
            });
    Node saved = node;
    return identified
        .session()
        .admit(id, false)
        .thenApply(done -> hosts.require(id.value()))
        .exceptionallyAsync(
            fault -> {
              deleteNode(saved);
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

  /** Closes all connections that the hub opened. */
  void closeAll() {
    connector.close();
  }

  @PreDestroy
  void close() {
    dnsExecutor.shutdownNow();
    attemptDnsExecutor.shutdownNow();
  }
}
