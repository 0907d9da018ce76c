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
 * How far each host's samples are stored. First it is written down, for all hosts at once and not
 * at every sample, then the agents are told: what an agent was told of it forgets, so that must
 * survive a kill of the hub. Thread-safe.
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
   * The first sample of that run that is not stored; 0 when it is a run that is not known.
   *
   * @param next the number of the run's next sample; a run that counts anew is another
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

  /** That sample of that run needs not be sent again. */
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

  /** Writes down what is new, and tells the agents. Blocks. */
  public void saveAndAcknowledge() {
    Map<NodeId, SamplePosition> news = new HashMap<>();
    byNode.forEach(
        (id, host) -> {
          synchronized (host) {
            if (host.stored != null && !host.stored.equals(host.saved)) {
              news.put(id, host.stored);
            }
          }
        });
    if (news.isEmpty()) {
      return;
    }
    try {
      store.savePositions(news);
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "how far hosts are stored could not be kept; tried again soon", e);
      return;
    }
    news.forEach(this::acknowledge);
  }

  private void acknowledge(NodeId id, SamplePosition kept) {
    AckState host = byNode.get(id);
    if (host == null) {
      return;
    }
    synchronized (host) {
      host.saved = kept;
      if (host.stored == null || !host.stored.run().equals(kept.run())) {
        // Its agent was started anew meanwhile; the number means nothing to it.
        return;
      }
    }
    connections.connection(id).ifPresent(line -> line.acknowledge(kept.seq()));
  }

  void forget(@Observes HostRemoved forgotten) {
    byNode.remove(forgotten.id());
  }
}
