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

/** The latest snapshot of each host. Thread-safe. */
@ApplicationScoped
public class LatestSnapshots {

  private final Map<NodeId, HostSnapshot> snapshots = new ConcurrentHashMap<>();

  @Inject private Event<HostFactsChanged> changed;

  /**
   * Replaces the snapshot of a host, and fires {@link HostFactsChanged} when its facts changed. The
   * snapshots of one host come from one thread at a time.
   */
  public void put(NodeId node, HostSnapshot snapshot) {
    HostSnapshot previous = snapshots.put(node, snapshot);
    if (previous == null || !previous.facts().equals(snapshot.facts())) {
      changed.fire(new HostFactsChanged(node, snapshot));
    }
  }

  /** The latest snapshot of a host; empty before its first one since the start. */
  public Optional<HostSnapshot> of(NodeId node) {
    return Optional.ofNullable(snapshots.get(node));
  }

  /** The hosts that have a snapshot. */
  public Set<NodeId> nodes() {
    return Set.copyOf(snapshots.keySet());
  }

  void onNodeDeleted(@Observes NodeDeleted deleted) {
    snapshots.remove(deleted.id());
  }
}
