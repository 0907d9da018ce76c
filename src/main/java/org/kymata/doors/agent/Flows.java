package org.kymata.doors.agent;

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
final class Flows {

  private static final class Flow {
    private Object speaker;
    private CompletionStage<Void> last = CompletableFuture.completedStage(null);
  }

  private final Map<NodeId, Flow> flows = new ConcurrentHashMap<>();

  private Flow flow(NodeId id) {
    return flows.computeIfAbsent(id, any -> new Flow());
  }

  /**
   * From now on {@code next} brings the samples of this host.
   *
   * @return done when what came before is stored, or will not be
   */
  CompletionStage<Void> begin(NodeId id, Object next) {
    Flow flow = flow(id);
    synchronized (flow) {
      CompletionStage<Void> before = flow.last;
      flow.speaker = next;
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
  CompletionStage<Void> next(
      NodeId id, Object speaker, Supplier<CompletionStage<Void>> store, Runnable then) {
    Flow flow = flow(id);
    synchronized (flow) {
      if (flow.speaker != speaker) {
        return CompletableFuture.failedStage(new IllegalStateException("another connection"));
      }
      CompletionStage<Void> stored = store.get();
      flow.last = flow.last.thenCompose(before -> stored).thenRun(then);
      return flow.last;
    }
  }

  void forget(NodeId id) {
    flows.remove(id);
  }
}
