package org.kymata.hosts.agent;

import java.util.Comparator;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.kymata.nodes.NodeId;
import org.kymata.readings.Reading;
import org.kymata.readings.Series;
import org.kymata.readings.SeriesCatalog;
import org.kymata.readings.history.LatestReadings;

/**
 * Which of a host's newest samples are stored already. A hub that was killed may have stored more
 * than it wrote down; its agent sends that again, and on a chart it would stand twice. A sample is
 * stored whole or not at all, so one metric of it tells.
 */
public class SampleDeduplicator {

  /** As many as an agent may have kept. */
  private static final int MAX_BUFFERED = 600;

  /**
   * The times at which a metric is stored.
   *
   * @param metric which; null when nothing of the host is stored
   * @param millis epoch milliseconds, of its newest readings
   */
  public record StoredTimestamps(String metric, Set<Long> millis) {

    boolean contains(Set<String> metrics, long timeMillis) {
      return metric != null && metrics.contains(metric) && millis.contains(timeMillis);
    }
  }

  private final SeriesCatalog catalog;
  private final LatestReadings latestReadings;

  SampleDeduplicator(SeriesCatalog catalog, LatestReadings newest) {
    this.catalog = catalog;
    this.latestReadings = newest;
  }

  /** Looks into the store. May take a while. */
  StoredTimestamps loadTimestamps(NodeId id) {
    // The one that came with the newest sample and is the least likely to be missing in others.
    Optional<Series> told =
        catalog.list(id).stream()
            .filter(series -> !series.isText())
            .max(
                Comparator.comparingLong((Series series) -> series.newest().timeMillis())
                    .thenComparing(series -> series.metric().equals("uptime")));
    Set<Long> times = new HashSet<>();
    told.ifPresent(
        series -> {
          for (Reading reading : latestReadings.read(series, MAX_BUFFERED).readings()) {
            times.add(reading.timeMillis());
          }
        });
    return new StoredTimestamps(told.map(Series::metric).orElse(null), times);
  }
}
