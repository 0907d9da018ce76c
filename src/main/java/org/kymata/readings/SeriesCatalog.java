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

/** Every series that is known, one object each. Thread-safe; bounded per node. */
@ApplicationScoped
public class SeriesCatalog {

  /** The most metrics that a node may have: more is a mistake in its program. */
  public static final int MAX_PER_NODE = 500;

  /** The most metrics that a watched machine may have: 1,024 cores and what hangs on them. */
  public static final int MAX_PER_HOST = 2_500;

  private final Map<NodeId, Map<String, Series>> numbers = new ConcurrentHashMap<>();
  private final Map<NodeId, Map<String, Series>> texts = new ConcurrentHashMap<>();

  private final Set<Series> unsaved = ConcurrentHashMap.newKeySet();

  private volatile long latestMillis;

  @Inject private Database database;

  /**
   * The series of that metric, made when it is new.
   *
   * @return empty when the node has as many metrics as it may have
   */
  public Optional<Series> getOrCreate(NodeId node, String metric, boolean text) {
    return getOrCreate(node, metric, text, () -> MAX_PER_NODE);
  }

  /** As the other, for a node that may have so many; asked only where the series is new. */
  public Optional<Series> getOrCreate(NodeId node, String metric, boolean text, IntSupplier most) {
    Map<String, Series> own = seriesOf(node, text);
    Series known = own.get(metric);
    if (known == null && own.size() < most.getAsInt()) {
      known = own.computeIfAbsent(metric, name -> new Series(node, name, text));
    }
    return Optional.ofNullable(known);
  }

  private Map<String, Series> seriesOf(NodeId node, boolean text) {
    Map<NodeId, Map<String, Series>> all = text ? texts : numbers;
    Map<String, Series> own = all.get(node);
    return own != null ? own : all.computeIfAbsent(node, any -> new ConcurrentHashMap<>());
  }

  /** The known series of that name in the telemetry store; null when there is none. */
  public Series bySymbol(CharSequence symbol, boolean text) {
    String name = symbol.toString();
    int colon = name.indexOf(':');
    Map<String, Series> own = (text ? texts : numbers).get(new NodeId(name.substring(0, colon)));
    return own == null ? null : own.get(name.substring(colon + 1));
  }

  /** The series of a node that hold readings, by metric, numbers before texts of the same name. */
  public List<Series> list(NodeId node) {
    return Stream.concat(
            seriesOf(node, false).values().stream(), seriesOf(node, true).values().stream())
        .filter(series -> series.newest() != null)
        .sorted(Comparator.comparing(Series::metric).thenComparing(Series::isText))
        .toList();
  }

  /** Takes note of the unit that a reading came with; {@link #saveUnits} keeps it. */
  public void unit(Series series, String unit) {
    if (unit != null && !unit.equals(series.unit())) {
      series.unit(unit);
      unsaved.add(series);
    }
  }

  /**
   * Keeps the units that are new since the last call. Apart from the readings' way: it may wait.
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

  /** Puts the units of earlier starts to the series that are known. */
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

  /** Notes how late it is by the clock that only grows: that of the commits. */
  public void recordCommit(long storedMillis) {
    latestMillis = Math.max(latestMillis, storedMillis);
  }

  /** The hub's clock, or what it was at the newest commit before somebody put it back. */
  public long latestMillis(long nowMillis) {
    return Math.max(nowMillis, latestMillis);
  }

  /** After the clock went back, what comes is newer than what is there, though its time is not. */
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
