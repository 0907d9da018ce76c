package org.kymata.hosts;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.kymata.nodes.NodeId;
import org.kymata.vitals.HostFacts;
import org.kymata.vitals.HostPicture;

/**
 * The newest picture of each host but this machine. A host's samples come in order and one at a
 * time; anybody may look.
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
    private volatile HostFacts facts = NOTHING;
    private volatile HostPicture newest;
  }

  private final Map<NodeId, Known> known = new ConcurrentHashMap<>();

  /**
   * Lays a sample over the newest picture.
   *
   * @param timeMillis its time, checked
   * @param faults takes what was left out, and why
   * @return the whole picture
   */
  public HostPicture lay(NodeId id, Sample sample, long timeMillis, List<String> faults) {
    Known host = host(id);
    HostPicture picture = new HostPicture(timeMillis, host.facts, host.laying.lay(sample, faults));
    host.newest = picture;
    return picture;
  }

  /** Takes what a host is and has; true when that is news. */
  public boolean facts(NodeId id, HostFacts facts) {
    Known host = host(id);
    boolean news = !facts.equals(host.facts);
    host.facts = facts;
    return news;
  }

  private Known host(NodeId id) {
    return known.computeIfAbsent(id, any -> new Known());
  }

  /** The newest picture; empty when none has come since the hub's start. */
  public Optional<HostPicture> newest(NodeId id) {
    Known host = known.get(id);
    return host == null || host.newest == null
        ? Optional.empty()
        : Optional.of(new HostPicture(host.newest.timeMillis(), host.facts, host.newest.metrics()));
  }

  void forget(@Observes HostForgotten gone) {
    known.remove(gone.id());
  }
}
