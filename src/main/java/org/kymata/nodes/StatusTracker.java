package org.kymata.nodes;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.kymata.time.ClockJumped;

/** When each node last sent a message. Thread-safe; bounded by the number of nodes. */
@ApplicationScoped
public class StatusTracker {

  private final Map<NodeId, HeartbeatTracker> heartbeats = new ConcurrentHashMap<>();

  @Inject private Nodes nodes;
  @Inject private Event<NodeChanged> changed;

  /** Records a message of {@code id} that has just come. */
  public void recordMessage(NodeId id, long nowMillis) {
    HeartbeatTracker heartbeat = heartbeat(id);
    heartbeat.recordMessage(nowMillis);
    publishIfChanged(id, heartbeat, nowMillis);
  }

  /** Restores the time of the last message of {@code id} from before this start. */
  public void restore(NodeId id, long millis) {
    HeartbeatTracker heartbeat = heartbeat(id);
    heartbeat.restore(millis);
    heartbeat.markPublished(heartbeat.status(System.currentTimeMillis()).state());
  }

  /** The status of {@code id}. */
  public NodeStatus of(NodeId id) {
    return heartbeat(id).status(System.currentTimeMillis());
  }

  /** Publishes the nodes whose status changed, such as those that went offline. */
  public void publishChanges(long nowMillis) {
    heartbeats.forEach((id, heartbeat) -> publishIfChanged(id, heartbeat, nowMillis));
  }

  private void publishIfChanged(NodeId id, HeartbeatTracker heartbeat, long nowMillis) {
    NodeStatus status = heartbeat.status(nowMillis);
    if (heartbeat.markPublished(status.state())) {
      nodes.byId(id).ifPresent(node -> changed.fire(new NodeChanged(node, status)));
    }
  }

  void onClockJumped(@Observes ClockJumped jumped) {
    heartbeats.values().forEach(heartbeat -> heartbeat.shift(jumped.byMillis()));
  }

  private HeartbeatTracker heartbeat(NodeId id) {
    return heartbeats.computeIfAbsent(id, any -> new HeartbeatTracker());
  }

  void onNodeDeleted(@Observes NodeDeleted deleted) {
    heartbeats.remove(deleted.id());
  }
}
