package org.kymata.hosts;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.kymata.hostmetrics.HostFacts;
import org.kymata.hostmetrics.HostSnapshot;
import org.kymata.hostmetrics.LatestSnapshots;
import org.kymata.nodes.NodeId;

/**
 * Builds complete snapshots from the changes that agents send. The samples of a host arrive in
 * order, one at a time.
 */
@ApplicationScoped
public class HostSnapshots {

  private static final HostFacts NO_FACTS =
      new HostFacts(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          0,
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          List.of());

  private static final class HostEntry {
    private final SnapshotMerger merger = new SnapshotMerger();
    private HostFacts facts = NO_FACTS;
    private HostSnapshot newest;
  }

  private final Map<NodeId, HostEntry> entries = new ConcurrentHashMap<>();

  @Inject private LatestSnapshots latest;

  /**
   * Merges a sample into the host's snapshot.
   *
   * @param timeMillis the sample's corrected time, epoch milliseconds
   * @param faults collects what was rejected, and why
   * @return the complete snapshot
   */
  public HostSnapshot merge(NodeId id, Sample sample, long timeMillis, List<String> faults) {
    HostEntry host = host(id);
    Map<String, Double> metrics = host.merger.merge(sample, faults);
    host.newest = new HostSnapshot(timeMillis, host.facts, metrics);
    latest.put(id, host.newest);
    return host.newest;
  }

  /** Stores the facts of a host. */
  public void updateFacts(NodeId id, HostFacts facts) {
    HostEntry host = host(id);
    host.facts = facts;
    if (host.newest != null && !host.newest.facts().equals(facts)) {
      host.newest = new HostSnapshot(host.newest.timeMillis(), facts, host.newest.metrics());
      latest.put(id, host.newest);
    }
  }

  private HostEntry host(NodeId id) {
    return entries.computeIfAbsent(id, any -> new HostEntry());
  }

  void forget(@Observes HostRemoved removed) {
    entries.remove(removed.id());
  }
}
