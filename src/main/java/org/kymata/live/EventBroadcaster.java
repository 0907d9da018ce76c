package org.kymata.live;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.function.Predicate;
import org.kymata.commands.Capabilities;
import org.kymata.commands.CommandChanged;
import org.kymata.health.HealthIssues;
import org.kymata.hostmetrics.HostFactsChanged;
import org.kymata.hosts.Host;
import org.kymata.hosts.HostChanged;
import org.kymata.hosts.HostRemoved;
import org.kymata.nodes.Node;
import org.kymata.nodes.NodeChanged;
import org.kymata.nodes.NodeDeleted;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.Nodes;
import org.kymata.nodes.PendingNodeRemoved;
import org.kymata.nodes.PendingNodeUpdated;
import org.kymata.security.Role;

/** Sends events other than readings to the clients that may see them. */
@ApplicationScoped
public class EventBroadcaster {

  private static final Predicate<LiveClient> ALL_CLIENTS = client -> true;
  private static final Predicate<LiveClient> OPERATORS =
      client -> client.user().role().includes(Role.OPERATOR);

  private static Predicate<LiveClient> allowedToSee(NodeId node) {
    return client -> client.user().canRead(node);
  }

  @Inject private LiveFeed feed;
  @Inject private Capabilities capabilities;
  @Inject private Nodes nodes;

  void broadcast(@Observes NodeChanged changed) {
    feed.broadcast(
        allowedToSee(changed.node().id()),
        () -> LiveFrameEncoder.nodeStatus(changed, capabilities));
  }

  void broadcast(@Observes NodeDeleted deleted) {
    feed.broadcast(allowedToSee(deleted.id()), () -> LiveFrameEncoder.nodeDeleted(deleted.id()));
  }

  void broadcast(@Observes HostFactsChanged host) {
    feed.broadcast(
        client -> client.topics().includesNode(host.node()),
        () -> LiveFrameEncoder.hostFacts(host.node(), host.snapshot()));
  }

  void broadcast(@Observes HostChanged changed) {
    Predicate<LiveClient> canSee = allowedToSee(changed.host().id());
    feed.broadcast(
        canSee.and(OPERATORS),
        () -> LiveFrameEncoder.host(changed.host(), name(changed.host()), true));
    feed.broadcast(
        canSee.and(OPERATORS.negate()),
        () -> LiveFrameEncoder.host(changed.host(), name(changed.host()), false));
  }

  private String name(Host host) {
    return nodes.byId(host.id()).map(Node::name).orElse("");
  }

  void broadcast(@Observes HostRemoved removed) {
    feed.broadcast(allowedToSee(removed.id()), () -> LiveFrameEncoder.hostEnded(removed.id()));
  }

  void broadcast(@Observes CommandChanged changed) {
    feed.broadcast(
        client -> client.topics().includesNode(changed.command().node()),
        () -> LiveFrameEncoder.command(null, changed.command()));
  }

  void broadcast(@Observes HealthIssues.Changed changed) {
    feed.broadcast(ALL_CLIENTS, () -> LiveFrameEncoder.healthIssues(changed.current()));
  }

  void broadcast(@Observes PendingNodeUpdated updated) {
    feed.broadcast(OPERATORS, () -> LiveFrameEncoder.pendingNode(updated.pendingNode()));
  }

  void broadcast(@Observes PendingNodeRemoved ended) {
    feed.broadcast(OPERATORS, () -> LiveFrameEncoder.pendingNodeEnded(ended.pendingNodeId()));
  }
}
