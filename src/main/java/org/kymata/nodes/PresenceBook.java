package org.kymata.nodes;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.kymata.platform.ClockJumped;

/** Who was heard of when. Thread-safe; bounded by the number of nodes. */
@ApplicationScoped
public class PresenceBook {

  private final Map<NodeId, Pulse> pulses = new ConcurrentHashMap<>();

  @Inject private Nodes nodes;
  @Inject private Event<NodeChanged> changed;

  /** Notes that {@code id} was heard of just now. */
  public void heard(NodeId id, long nowMillis) {
    Pulse pulse = pulse(id);
    pulse.heard(nowMillis);
    tellNews(id, pulse, nowMillis);
  }

  /** Notes that {@code id} was heard of before this start. */
  public void restore(NodeId id, long millis) {
    Pulse pulse = pulse(id);
    pulse.restore(millis);
    pulse.isNews(pulse.presence(System.currentTimeMillis()).state());
  }

  /** Whether {@code id} is there. */
  public Presence of(NodeId id) {
    return pulse(id).presence(System.currentTimeMillis());
  }

  /** Tells of those that fell silent. */
  public void look(long nowMillis) {
    pulses.forEach((id, pulse) -> tellNews(id, pulse, nowMillis));
  }

  private void tellNews(NodeId id, Pulse pulse, long nowMillis) {
    Presence presence = pulse.presence(nowMillis);
    if (pulse.isNews(presence.state())) {
      nodes.byId(id).ifPresent(node -> changed.fire(new NodeChanged(node, presence)));
    }
  }

  void shift(@Observes ClockJumped jumped) {
    pulses.values().forEach(pulse -> pulse.shift(jumped.byMillis()));
  }

  private Pulse pulse(NodeId id) {
    return pulses.computeIfAbsent(id, any -> new Pulse());
  }

  void forget(@Observes NodeDeleted deleted) {
    pulses.remove(deleted.id());
  }
}
