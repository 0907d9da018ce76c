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
import org.kymata.hostmetrics.ProcessList;
import org.kymata.hosts.HostLine.Show;
import org.kymata.nodes.NodeId;
import org.kymata.platform.DomainException;
import org.kymata.platform.DomainException.Kind;

/**
 * The processes of the other hosts. An agent sends them only while somebody looks: reading them is
 * the dearest of all. Thread-safe; bounded by the number of hosts.
 */
@ApplicationScoped
public class HostProcesses {

  /** Whoever has not asked for so long does not look any more. */
  static final long LOOKING_MILLIS = 10_000;

  private static final long PATIENCE_MILLIS = 4_000;
  private static final int MAX_WAITING = 32;

  private static final class Table {
    private Show shown = Show.NONE;
    private HostLine told;
    private long askedMillis = -LOOKING_MILLIS;
    private long askedAllMillis = -LOOKING_MILLIS;
    private long cameMillis;
    private ProcessList newest;
    private final List<Waiting> waiting = new ArrayList<>();
  }

  private record Waiting(long untilMillis, CompletableFuture<ProcessList> list) {}

  private final Map<NodeId, Table> tables = new ConcurrentHashMap<>();

  @Inject private Hosts hosts;
  @Inject private HostLinks links;

  /**
   * The processes of a host, as they were within the last interval.
   *
   * @param all whether to show the whole table or the top of it
   * @return done when its agent has sent them; fails with a {@link DomainException} UNAVAILABLE
   *     when they did not come within 4 s
   * @throws DomainException when the host is stopped or not connected
   */
  public CompletionStage<ProcessList> look(NodeId id, boolean all, long nowMillis) {
    Host host = hosts.find(id).orElseThrow(() -> DomainException.notFound("it is no host"));
    if (host.way() == Way.KYMATA) {
      throw DomainException.conflict(
          "the processes of another Kymata's machine are shown there: an API key does not open them");
    }
    if (!host.running()) {
      throw DomainException.conflict("the host is stopped; start it to see its processes");
    }
    HostLine line = links.line(id).orElseThrow(HostProcesses::notConnected);
    Table table = tables.computeIfAbsent(id, any -> new Table());
    synchronized (table) {
      table.askedMillis = nowMillis;
      table.askedAllMillis = all ? nowMillis : table.askedAllMillis;
      show(table, line, nowMillis);
      if (table.newest != null && nowMillis - table.cameMillis <= 2L * host.intervalMillis()) {
        return CompletableFuture.completedStage(shown(table.newest, all));
      }
      if (table.waiting.size() >= MAX_WAITING) {
        throw new DomainException(Kind.TOO_MANY, "too many wait for these processes", 1);
      }
      CompletableFuture<ProcessList> next = new CompletableFuture<>();
      table.waiting.add(new Waiting(nowMillis + PATIENCE_MILLIS, next));
      return next.thenApply(list -> shown(list, all));
    }
  }

  private static DomainException notConnected() {
    return new DomainException(Kind.UNAVAILABLE, "the host is not connected at the moment", 5);
  }

  private static ProcessList shown(ProcessList list, boolean all) {
    return all
        ? list
        : new ProcessList(
            list.timeMillis(),
            list.total(),
            ProcessList.select(list.processes(), false, list.total()));
  }

  private static void show(Table table, HostLine line, long nowMillis) {
    Show wanted =
        nowMillis - table.askedAllMillis < LOOKING_MILLIS
            ? Show.ALL
            : nowMillis - table.askedMillis < LOOKING_MILLIS ? Show.TOP : Show.NONE;
    // A new connection was told nothing yet.
    if (wanted != table.shown || line != table.told) {
      if (wanted.compareTo(table.shown) > 0 || wanted == Show.NONE) {
        table.newest = null;
      }
      table.shown = wanted;
      table.told = line;
      line.processes(wanted);
    }
  }

  /** Takes what an agent has sent. */
  public void came(NodeId id, ProcessList list, long nowMillis) {
    Table table = tables.get(id);
    if (table == null) {
      return;
    }
    List<Waiting> waiting;
    synchronized (table) {
      if (table.shown == Show.NONE) {
        return;
      }
      table.newest = list;
      table.cameMillis = nowMillis;
      waiting = List.copyOf(table.waiting);
      table.waiting.clear();
    }
    waiting.forEach(each -> each.list().complete(list));
  }

  /** Lets the agents rest where nobody looks any more, and nobody wait for too long. */
  void rest(long nowMillis) {
    tables.values().forEach(table -> giveUp(table, nowMillis));
    tables.forEach(
        (id, table) -> {
          synchronized (table) {
            if (table.shown != Show.NONE) {
              links.line(id).ifPresent(line -> show(table, line, nowMillis));
            }
          }
        });
  }

  private static void giveUp(Table table, long nowMillis) {
    List<Waiting> late;
    synchronized (table) {
      late = table.waiting.stream().filter(each -> each.untilMillis() <= nowMillis).toList();
      table.waiting.removeAll(late);
    }
    late.forEach(
        each ->
            each.list()
                .completeExceptionally(
                    new DomainException(Kind.UNAVAILABLE, "the processes are on their way", 1)));
  }

  void forget(@Observes HostForgotten gone) {
    tables.remove(gone.id());
  }
}
