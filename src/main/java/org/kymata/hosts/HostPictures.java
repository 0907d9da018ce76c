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
 * Makes whole pictures of what the agents of hosts send, which is only what changed. What a host
 * sends comes in order and one at a time.
 */
@ApplicationScoped
public class HostPictures {

  private static final HostFacts NOTHING =
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

  private static final class Known {
    private final Laying laying = new Laying();
    private HostFacts facts = NOTHING;
    private HostSnapshot newest;
  }

  private final Map<NodeId, Known> known = new ConcurrentHashMap<>();

  @Inject private LatestSnapshots latest;

  /**
   * Lays a sample over the newest picture.
   *
   * @param timeMillis its time, checked
   * @param faults takes what was left out, and why
   * @return the whole picture
   */
  public HostSnapshot lay(NodeId id, Sample sample, long timeMillis, List<String> faults) {
    Known host = host(id);
    Map<String, Double> metrics = host.laying.lay(sample, faults);
    host.newest = new HostSnapshot(timeMillis, host.facts, metrics);
    latest.put(id, host.newest);
    return host.newest;
  }

  /** Takes what a host is and has. */
  public void facts(NodeId id, HostFacts facts) {
    Known host = host(id);
    host.facts = facts;
    if (host.newest != null && !host.newest.facts().equals(facts)) {
      host.newest = new HostSnapshot(host.newest.timeMillis(), facts, host.newest.metrics());
      latest.put(id, host.newest);
    }
  }

  private Known host(NodeId id) {
    return known.computeIfAbsent(id, any -> new Known());
  }

  void forget(@Observes HostForgotten gone) {
    known.remove(gone.id());
  }
}
