package org.kymata.readings;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.kymata.nodes.NodeDeleted;
import org.kymata.nodes.NodeId;
import org.kymata.persistence.Database;
import org.kymata.time.ClockJumped;

/** All known series, one object each. Thread-safe; bounded per node. */
@ApplicationScoped
public class SeriesCatalog {

  /** Limit of a node's metrics: more is a mistake in its program. */
  public static final int MAX_PER_NODE = 500;

  /** Limit of a host's metrics: 1,024 cores and what belongs to them. */
  public static final int MAX_PER_HOST = 2_500;

  private final Map<NodeId, Map<String, Series>> numbers = new ConcurrentHashMap<>();
  private final Map<NodeId, Map<String, Series>> texts = new ConcurrentHashMap<>();

  private final Set<Series> unsaved = ConcurrentHashMap.newKeySet();

  private volatile long latestMillis;

  @Inject private Database database;

  /**
   * The series of that metric; created when it is new.
   *
   * @return empty when the node has reached its limit of metrics
   */
  public Optional<Series> getOrCreate(NodeId node, String metric, boolean text) {
    return getOrCreate(node, metric, text, () -> MAX_PER_NODE);
  }

  /** The same with a limit of the caller's; called only when the series is new. */
  public Optional<Series> getOrCreate(
      NodeId node, String metric, boolean text, IntSupplier maxMetrics) {
    Map<String, Series> byMetric = seriesOf(node, text);
    Series known = byMetric.get(metric);
    if (known == null && byMetric.size() < maxMetrics.getAsInt()) {
      known = byMetric.computeIfAbsent(metric, name -> new Series(node, name, text));
    }
    return Optional.ofNullable(known);
  }

  private Map<String, Series> seriesOf(NodeId node, boolean text) {
    Map<NodeId, Map<String, Series>> all = text ? texts : numbers;
    Map<String, Series> byMetric = all.get(node);
    return byMetric != null
        ? byMetric
        : all.computeIfAbsent(node, any -> new ConcurrentHashMap<>());
  }

  /** The known series with that symbol in the telemetry store; null when there is none. */
  public Series bySymbol(CharSequence symbol, boolean text) {
    String name = symbol.toString();
    int colon = name.indexOf(':');
    Map<String, Series> byMetric =
        (text ? texts : numbers).get(new NodeId(name.substring(0, colon)));
    return byMetric == null ? null : byMetric.get(name.substring(colon + 1));
  }

  /** The series of a node that hold readings, by metric, numbers before texts of the same name. */
  public List<Series> list(NodeId node) {
    return Stream.concat(
            seriesOf(node, false).values().stream(), seriesOf(node, true).values().stream())
        .filter(series -> series.newest() != null)
        .sorted(Comparator.comparing(Series::metric).thenComparing(Series::isText))
        .toList();
  }

  /** Remembers the unit of a reading; {@link #saveUnits} saves it. */
  public void unit(Series series, String unit) {
    if (unit != null && !unit.equals(series.unit())) {
      series.unit(unit);
      unsaved.add(series);
    }
  }

  /**
   * Saves the units that are new since the last call. Separate from ingest, because it may block.
   */
  public synchronized void saveUnits() {
    for (Series series : unsaved) {
      unsaved.remove(series);
      try {
        save(series);
      } catch (RuntimeException notKept) {
        unsaved.add(series);
        throw notKept;
      }
    }
  }

  private void save(Series series) {
    database.run(
        entities ->
            entities.merge(new SeriesUnit(series.node().value(), series.metric(), series.unit())));
  }

  /** Restores the units of earlier runs to the known series. */
  public void loadUnits() {
    database
        .read(
            entities ->
                entities
                    .createQuery("select u from SeriesUnit u", SeriesUnit.class)
                    .getResultList())
        .forEach(
            row -> {
              Map<String, Series> own = numbers.get(new NodeId(row.nodeId()));
              if (own != null && own.containsKey(row.metric())) {
                own.get(row.metric()).unit(row.unit());
              }
            });
  }

  /** Records the time of a commit. */
  public void recordCommit(long storedMillis) {
    latestMillis = Math.max(latestMillis, storedMillis);
  }

  /** The hub's clock, or the time of the newest commit when the clock was set back since. */
  public long latestMillis(long nowMillis) {
    return Math.max(nowMillis, latestMillis);
  }

  /**
   * Marks all latest readings as outdated: after the clock was set back, new readings have older
   * times.
   */
  void onClockJumped(@Observes ClockJumped jumped) {
    if (jumped.byMillis() < 0) {
      Stream.of(numbers, texts)
          .flatMap(all -> all.values().stream())
          .flatMap(own -> own.values().stream())
          .forEach(Series::markNewestOutdated);
    }
  }

  public void onNodeDeleted(@Observes NodeDeleted deleted) {
    numbers.remove(deleted.id());
    texts.remove(deleted.id());
    database.run(
        entities ->
            entities
                .createQuery("delete from SeriesUnit u where u.nodeId = :id")
                .setParameter("id", deleted.id().value())
                .executeUpdate());
  }
}
