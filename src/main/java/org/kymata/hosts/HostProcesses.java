package org.kymata.hosts;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.kymata.errors.DomainException;
import org.kymata.errors.DomainException.Kind;
import org.kymata.hostmetrics.ProcessList;
import org.kymata.hosts.HostConnection.ProcessSelection;
import org.kymata.nodes.NodeId;

/**
 * The processes of the other hosts. An agent sends them only while somebody looks: reading them is
 * the dearest of all. Thread-safe; bounded by the number of hosts.
 */
@ApplicationScoped
public class HostProcesses {

  /** Whoever has not asked for so long does not look any more. */
  static final long VIEWER_TIMEOUT_MILLIS = 10_000;

  private static final long REPLY_TIMEOUT_MILLIS = 4_000;
  private static final int MAX_PENDING = 32;

  private static final class ProcessRequests {
    private ProcessSelection selection = ProcessSelection.NONE;
    private HostConnection requestedFrom;
    private long requestedMillis = -VIEWER_TIMEOUT_MILLIS;
    private long requestedAllMillis = -VIEWER_TIMEOUT_MILLIS;
    private long receivedMillis;
    private ProcessList newest;
    private final List<PendingRequest> pending = new ArrayList<>();
  }

  private record PendingRequest(long deadlineMillis, CompletableFuture<ProcessList> result) {}

  private final Map<NodeId, ProcessRequests> byNode = new ConcurrentHashMap<>();

  @Inject private Hosts hosts;
  @Inject private HostConnections connections;

  /**
   * The processes of a host, as they were within the last interval.
   *
   * @param all whether to show the whole table or the top of it
   * @return done when its agent has sent them; fails with a {@link DomainException} UNAVAILABLE
   *     when they did not come within 4 s
   * @throws DomainException when the host is stopped or not connected
   */
  public CompletionStage<ProcessList> request(NodeId id, boolean all, long nowMillis) {
    Host host = hosts.find(id).orElseThrow(() -> DomainException.notFound("it is no host"));
    if (host.connectionMode() == ConnectionMode.KYMATA) {
      throw DomainException.conflict(
          "the processes of another Kymata's machine are shown there: an API key does not open them");
    }
    if (!host.running()) {
      throw DomainException.conflict("the host is stopped; start it to see its processes");
    }
    HostConnection line = connections.connection(id).orElseThrow(HostProcesses::notConnected);
    ProcessRequests table = byNode.computeIfAbsent(id, any -> new ProcessRequests());
    synchronized (table) {
      table.requestedMillis = nowMillis;
      table.requestedAllMillis = all ? nowMillis : table.requestedAllMillis;
      updateSelection(table, line, nowMillis);
      if (table.newest != null && nowMillis - table.receivedMillis <= 2L * host.intervalMillis()) {
        return CompletableFuture.completedStage(trimmed(table.newest, all));
      }
      if (table.pending.size() >= MAX_PENDING) {
        throw new DomainException(Kind.TOO_MANY, "too many wait for these processes", 1);
      }
      CompletableFuture<ProcessList> next = new CompletableFuture<>();
      table.pending.add(new PendingRequest(nowMillis + REPLY_TIMEOUT_MILLIS, next));
      return next.thenApply(list -> trimmed(list, all));
    }
  }

  private static DomainException notConnected() {
    return new DomainException(Kind.UNAVAILABLE, "the host is not connected at the moment", 5);
  }

  private static ProcessList trimmed(ProcessList list, boolean all) {
    return all
        ? list
        : new ProcessList(
            list.timeMillis(),
            list.total(),
            ProcessList.select(list.processes(), false, list.total()));
  }

  private static void updateSelection(ProcessRequests table, HostConnection line, long nowMillis) {
    ProcessSelection wanted =
        nowMillis - table.requestedAllMillis < VIEWER_TIMEOUT_MILLIS
            ? ProcessSelection.ALL
            : nowMillis - table.requestedMillis < VIEWER_TIMEOUT_MILLIS
                ? ProcessSelection.TOP
                : ProcessSelection.NONE;
    // A new connection was told nothing yet.
    if (wanted != table.selection || line != table.requestedFrom) {
      if (wanted.compareTo(table.selection) > 0 || wanted == ProcessSelection.NONE) {
        table.newest = null;
      }
      table.selection = wanted;
      table.requestedFrom = line;
      line.requestProcesses(wanted);
    }
  }

  /** Takes what an agent has sent. */
  public void received(NodeId id, ProcessList list, long nowMillis) {
    ProcessRequests table = byNode.get(id);
    if (table == null) {
      return;
    }
    List<PendingRequest> waiting;
    synchronized (table) {
      if (table.selection == ProcessSelection.NONE) {
        return;
      }
      table.newest = list;
      table.receivedMillis = nowMillis;
      waiting = List.copyOf(table.pending);
      table.pending.clear();
    }
    waiting.forEach(each -> each.result().complete(list));
  }

  /** Lets the agents rest where nobody looks any more, and nobody wait for too long. */
  void expire(long nowMillis) {
    byNode.values().forEach(table -> timeOutPending(table, nowMillis));
    byNode.forEach(
        (id, table) -> {
          synchronized (table) {
            if (table.selection != ProcessSelection.NONE) {
              connections.connection(id).ifPresent(line -> updateSelection(table, line, nowMillis));
            }
          }
        });
  }

  private static void timeOutPending(ProcessRequests table, long nowMillis) {
    List<PendingRequest> late;
    synchronized (table) {
      late = table.pending.stream().filter(each -> each.deadlineMillis() <= nowMillis).toList();
      table.pending.removeAll(late);
    }
    late.forEach(
        each ->
            each.result()
                .completeExceptionally(
                    new DomainException(Kind.UNAVAILABLE, "the processes are on their way", 1)));
  }

  void forget(@Observes HostRemoved gone) {
    byNode.remove(gone.id());
  }
}
