package org.kymata.hostmetrics;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.kymata.nodes.NodeDeleted;
import org.kymata.nodes.NodeId;

/** The newest picture of each host, whoever took it. Thread-safe. */
@ApplicationScoped
public class LatestSnapshots {

  private final Map<NodeId, HostSnapshot> snapshots = new ConcurrentHashMap<>();

  @Inject private Event<HostFactsChanged> changed;

  /**
   * Keeps a picture in place of the one before, and tells when its facts are others. Pictures of
   * one host come one after the other, from one thread at a time.
   */
  public void put(NodeId node, HostSnapshot picture) {
    HostSnapshot before = snapshots.put(node, picture);
    if (before == null || !before.facts().equals(picture.facts())) {
      changed.fire(new HostFactsChanged(node, picture));
    }
  }

  /** The newest picture of a host; empty before the first since the start. */
  public Optional<HostSnapshot> of(NodeId node) {
    return Optional.ofNullable(snapshots.get(node));
  }

  /** The hosts that a picture was taken of since the start. */
  public Set<NodeId> nodes() {
    return Set.copyOf(snapshots.keySet());
  }

  void onNodeDeleted(@Observes NodeDeleted deleted) {
    snapshots.remove(deleted.id());
  }
}
