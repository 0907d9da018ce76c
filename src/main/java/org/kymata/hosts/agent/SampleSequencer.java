package org.kymata.hosts.agent;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.kymata.nodes.NodeId;

/**
 * Keeps the samples of each host in order while its connections change: only the newest one brings
 * some, and it begins when those of the one before are stored. Thread-safe.
 */
final class SampleSequencer {

  private static final class HostSequence {
    private Object owner;
    private CompletionStage<Void> last = CompletableFuture.completedStage(null);
  }

  private final Map<NodeId, HostSequence> byNode = new ConcurrentHashMap<>();

  private HostSequence sequenceOf(NodeId id) {
    return byNode.computeIfAbsent(id, any -> new HostSequence());
  }

  /**
   * From now on {@code next} brings the samples of this host.
   *
   * @return done when what came before is stored, or will not be
   */
  CompletionStage<Void> takeOver(NodeId id, Object next) {
    HostSequence flow = sequenceOf(id);
    synchronized (flow) {
      CompletionStage<Void> before = flow.last;
      flow.owner = next;
      flow.last = CompletableFuture.completedStage(null);
      return before.exceptionally(fault -> null);
    }
  }

  /**
   * Hands one more sample over.
   *
   * @param store hands it over; done when it is on disk
   * @param then runs when it and all before it of this connection are on disk
   * @return done after {@code then}; failed when one of them could not be stored, or another
   *     connection brings the samples by now
   */
  CompletionStage<Void> append(
      NodeId id, Object speaker, Supplier<CompletionStage<Void>> store, Runnable then) {
    HostSequence flow = sequenceOf(id);
    synchronized (flow) {
      if (flow.owner != speaker) {
        return CompletableFuture.failedStage(new IllegalStateException("another connection"));
      }
      CompletionStage<Void> stored = store.get();
      flow.last = flow.last.thenCompose(before -> stored).thenRun(then);
      return flow.last;
    }
  }

  void removeHost(NodeId id) {
    byNode.remove(id);
  }
}
