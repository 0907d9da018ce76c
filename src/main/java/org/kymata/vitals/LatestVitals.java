package org.kymata.vitals;

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
public class LatestVitals {

  private final Map<NodeId, HostPicture> pictures = new ConcurrentHashMap<>();

  @Inject private Event<FactsChanged> changed;

  /**
   * Keeps a picture in place of the one before, and tells when its facts are others. Pictures of
   * one host come one after the other, from one thread at a time.
   */
  public void keep(NodeId node, HostPicture picture) {
    HostPicture before = pictures.put(node, picture);
    if (before == null || !before.facts().equals(picture.facts())) {
      changed.fire(new FactsChanged(node, picture));
    }
  }

  /** The newest picture of a host; empty before the first since the start. */
  public Optional<HostPicture> of(NodeId node) {
    return Optional.ofNullable(pictures.get(node));
  }

  /** The hosts that a picture was taken of since the start. */
  public Set<NodeId> nodes() {
    return Set.copyOf(pictures.keySet());
  }

  void forget(@Observes NodeDeleted deleted) {
    pictures.remove(deleted.id());
  }
}
