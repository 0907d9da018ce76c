package org.kymata.nodes;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.kymata.time.ClockJumped;

/** Who was heard of when. Thread-safe; bounded by the number of nodes. */
@ApplicationScoped
public class StatusTracker {

  private final Map<NodeId, HeartbeatTracker> heartbeats = new ConcurrentHashMap<>();

  @Inject private Nodes nodes;
  @Inject private Event<NodeChanged> changed;

  /** Notes that {@code id} was heard of just now. */
  public void recordMessage(NodeId id, long nowMillis) {
    HeartbeatTracker pulse = heartbeat(id);
    pulse.recordMessage(nowMillis);
    publishIfChanged(id, pulse, nowMillis);
  }

  /** Notes that {@code id} was heard of before this start. */
  public void restore(NodeId id, long millis) {
    HeartbeatTracker pulse = heartbeat(id);
    pulse.restore(millis);
    pulse.markPublished(pulse.status(System.currentTimeMillis()).state());
  }

  /** Whether {@code id} is there. */
  public NodeStatus of(NodeId id) {
    return heartbeat(id).status(System.currentTimeMillis());
  }

  /** Tells of those that fell silent. */
  public void publishChanges(long nowMillis) {
    heartbeats.forEach((id, pulse) -> publishIfChanged(id, pulse, nowMillis));
  }

  private void publishIfChanged(NodeId id, HeartbeatTracker pulse, long nowMillis) {
    NodeStatus presence = pulse.status(nowMillis);
    if (pulse.markPublished(presence.state())) {
      nodes.byId(id).ifPresent(node -> changed.fire(new NodeChanged(node, presence)));
    }
  }

  void onClockJumped(@Observes ClockJumped jumped) {
    heartbeats.values().forEach(pulse -> pulse.shift(jumped.byMillis()));
  }

  private HeartbeatTracker heartbeat(NodeId id) {
    return heartbeats.computeIfAbsent(id, any -> new HeartbeatTracker());
  }

  void onNodeDeleted(@Observes NodeDeleted deleted) {
    heartbeats.remove(deleted.id());
  }
}
