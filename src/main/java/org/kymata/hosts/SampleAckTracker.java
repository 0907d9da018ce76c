package org.kymata.hosts;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.kymata.hosts.HostStore.SamplePosition;
import org.kymata.nodes.NodeId;

/**
 * Tracks up to where each host's samples are stored. Saves the positions of all hosts together from
 * time to time, and only then acknowledges to the agents: an agent forgets acknowledged samples, so
 * the position must survive a crash of the hub. Thread-safe.
 */
@ApplicationScoped
public class SampleAckTracker {

  private static final Logger LOG = System.getLogger(SampleAckTracker.class.getName());

  private static final class AckState {
    private SamplePosition stored;
    private SamplePosition saved;
  }

  private final Map<NodeId, AckState> byNode = new ConcurrentHashMap<>();

  @Inject private HostStore store;
  @Inject private HostConnections connections;

  @PostConstruct
  void load() {
    for (HostRecord row : store.all()) {
      if (row.run() != null) {
        AckState host = new AckState();
        host.stored = new SamplePosition(row.run(), row.seq());
        host.saved = host.stored;
        byNode.put(row.node(), host);
      }
    }
  }

  /**
   * The first sample of that run that is not stored; 0 when the run is not known.
   *
   * @param next the run's next sample; when it is lower than the stored one, it is another run
   */
  public long nextSeq(NodeId id, String run, long next) {
    AckState host = byNode.computeIfAbsent(id, any -> new AckState());
    synchronized (host) {
      boolean known =
          host.stored != null && host.stored.run().equals(run) && host.stored.seq() < next;
      if (!known) {
        host.stored = null;
      }
      return known ? host.stored.seq() + 1 : 0;
    }
  }

  /** Records that the samples of that run up to this one are stored. */
  public void stored(NodeId id, String run, long seq) {
    AckState host = byNode.computeIfAbsent(id, any -> new AckState());
    synchronized (host) {
      boolean older =
          host.stored != null && host.stored.run().equals(run) && host.stored.seq() >= seq;
      if (!older) {
        host.stored = new SamplePosition(run, seq);
      }
    }
  }

  /** Saves new positions and acknowledges them to the agents. Blocks. */
  public void saveAndAcknowledge() {
    Map<NodeId, SamplePosition> unsaved = new HashMap<>();
    byNode.forEach(
        (id, host) -> {
          synchronized (host) {
            if (host.stored != null && !host.stored.equals(host.saved)) {
              unsaved.put(id, host.stored);
            }
          }
        });
    if (unsaved.isEmpty()) {
      return;
    }
    try {
      store.savePositions(unsaved);
    } catch (RuntimeException e) {
      LOG.log(
          Level.WARNING, "the sample positions of hosts could not be saved; trying again soon", e);
      return;
    }
    unsaved.forEach(this::acknowledge);
  }

  private void acknowledge(NodeId id, SamplePosition position) {
    AckState host = byNode.get(id);
    if (host == null) {
      return;
    }
    synchronized (host) {
      host.saved = position;
      if (host.stored == null || !host.stored.run().equals(position.run())) {
        // The agent restarted meanwhile; the position is of its previous run.
        return;
      }
    }
    connections.connection(id).ifPresent(connection -> connection.acknowledge(position.seq()));
  }

  void forget(@Observes HostRemoved removed) {
    byNode.remove(removed.id());
  }
}
