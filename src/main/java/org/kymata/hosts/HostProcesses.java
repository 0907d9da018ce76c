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
 * The processes of remote hosts. An agent sends them only while a person looks at them, since
 * reading them is its most expensive task. Thread-safe; bounded by the number of hosts.
 */
@ApplicationScoped
public class HostProcesses {

  /** A viewer that has not asked for this long is gone. */
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
   * The processes of a host, at most two intervals old.
   *
   * @param all whether to return the complete table or only its top
   * @return completes when the agent has sent them; fails with a {@link DomainException}
   *     UNAVAILABLE when they did not arrive within 4 s
   * @throws DomainException when the host is paused or not connected
   */
  public CompletionStage<ProcessList> request(NodeId id, boolean all, long nowMillis) {
    Host host =
        hosts.find(id).orElseThrow(() -> DomainException.notFound("this node is not a host"));
    if (host.connectionMode() == ConnectionMode.KYMATA) {
      throw DomainException.conflict(
          "the processes of another Kymata's machine are shown there: an API key cannot read them");
    }
    if (!host.running()) {
      throw DomainException.conflict(
          "monitoring of this host is paused; resume it to see its processes");
    }
    HostConnection connection = connections.connection(id).orElseThrow(HostProcesses::notConnected);
    ProcessRequests table = byNode.computeIfAbsent(id, any -> new ProcessRequests());
    synchronized (table) {
      table.requestedMillis = nowMillis;
      table.requestedAllMillis = all ? nowMillis : table.requestedAllMillis;
      updateSelection(table, connection, nowMillis);
      if (table.newest != null && nowMillis - table.receivedMillis <= 2L * host.intervalMillis()) {
        return CompletableFuture.completedStage(trimmed(table.newest, all));
      }
      if (table.pending.size() >= MAX_PENDING) {
        throw new DomainException(Kind.TOO_MANY, "too many requests wait for these processes", 1);
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

  private static void updateSelection(
      ProcessRequests table, HostConnection connection, long nowMillis) {
    ProcessSelection selection =
        nowMillis - table.requestedAllMillis < VIEWER_TIMEOUT_MILLIS
            ? ProcessSelection.ALL
            : nowMillis - table.requestedMillis < VIEWER_TIMEOUT_MILLIS
                ? ProcessSelection.TOP
                : ProcessSelection.NONE;
    // A new connection has no selection yet.
    if (selection != table.selection || connection != table.requestedFrom) {
      if (selection.compareTo(table.selection) > 0 || selection == ProcessSelection.NONE) {
        table.newest = null;
      }
      table.selection = selection;
      table.requestedFrom = connection;
      connection.requestProcesses(selection);
    }
  }

  /** Handles the processes that an agent sent. */
  public void received(NodeId id, ProcessList list, long nowMillis) {
    ProcessRequests table = byNode.get(id);
    if (table == null) {
      return;
    }
    List<PendingRequest> requests;
    synchronized (table) {
      if (table.selection == ProcessSelection.NONE) {
        return;
      }
      table.newest = list;
      table.receivedMillis = nowMillis;
      requests = List.copyOf(table.pending);
      table.pending.clear();
    }
    requests.forEach(each -> each.result().complete(list));
  }

  /**
   * Stops agents from sending processes that no viewer wants, and fails requests that waited too
   * long.
   */
  void expire(long nowMillis) {
    byNode.values().forEach(table -> timeOutPending(table, nowMillis));
    byNode.forEach(
        (id, table) -> {
          synchronized (table) {
            if (table.selection != ProcessSelection.NONE) {
              connections
                  .connection(id)
                  .ifPresent(connection -> updateSelection(table, connection, nowMillis));
            }
          }
        });
  }

  private static void timeOutPending(ProcessRequests table, long nowMillis) {
    List<PendingRequest> expired;
    synchronized (table) {
      expired = table.pending.stream().filter(each -> each.deadlineMillis() <= nowMillis).toList();
      table.pending.removeAll(expired);
    }
    expired.forEach(
        each ->
            each.result()
                .completeExceptionally(
                    new DomainException(
                        Kind.UNAVAILABLE, "the processes have not arrived yet", 1)));
  }

  void forget(@Observes HostRemoved removed) {
    byNode.remove(removed.id());
  }
}
