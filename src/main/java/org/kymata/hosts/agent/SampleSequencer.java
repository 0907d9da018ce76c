package org.kymata.hosts.agent;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.kymata.nodes.NodeId;

/**
 * Keeps the samples of each host in order when its connection changes: only the newest connection
 * delivers samples, and it starts when those of the previous one are stored. Thread-safe.
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
   * Makes {@code owner} the connection that delivers the samples of this host.
   *
   * @return completes when the earlier samples are stored, or will not be
   */
  CompletionStage<Void> takeOver(NodeId id, Object owner) {
    HostSequence sequence = sequenceOf(id);
    synchronized (sequence) {
      CompletionStage<Void> previous = sequence.last;
      sequence.owner = owner;
      sequence.last = CompletableFuture.completedStage(null);
      return previous.exceptionally(fault -> null);
    }
  }

  /**
   * Appends a sample.
   *
   * @param store starts to store it; completes when it is on disk
   * @param then runs when it and all earlier samples of this connection are on disk
   * @return completes after {@code then}; fails when one of them could not be stored, or another
   *     connection delivers the samples now
   */
  CompletionStage<Void> append(
      NodeId id, Object sender, Supplier<CompletionStage<Void>> store, Runnable then) {
    HostSequence sequence = sequenceOf(id);
    synchronized (sequence) {
      if (sequence.owner != sender) {
        return CompletableFuture.failedStage(new IllegalStateException("another connection"));
      }
      CompletionStage<Void> stored = store.get();
      sequence.last = sequence.last.thenCompose(before -> stored).thenRun(then);
      return sequence.last;
    }
  }

  void removeHost(NodeId id) {
    byNode.remove(id);
  }
}
