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
 * Finds samples that are stored already. A hub that crashed may have stored more than it had
 * acknowledged; the agent sends these samples again, and they must not be stored twice. All
 * readings of a sample are stored together, so one metric is enough to tell.
 */
public class SampleDeduplicator {

  /** The largest buffer of an agent, in samples. */
  private static final int MAX_BUFFERED = 600;

  /**
   * The times at which a metric is stored.
   *
   * @param metric the metric; null when nothing of the host is stored
   * @param millis the times of its latest readings, epoch milliseconds
   */
  public record StoredTimestamps(String metric, Set<Long> millis) {

    boolean contains(Set<String> metrics, long timeMillis) {
      return metric != null && metrics.contains(metric) && millis.contains(timeMillis);
    }
  }

  private final SeriesCatalog catalog;
  private final LatestReadings latestReadings;

  SampleDeduplicator(SeriesCatalog catalog, LatestReadings latestReadings) {
    this.catalog = catalog;
    this.latestReadings = latestReadings;
  }

  /** Reads the times from the store; may take long. */
  StoredTimestamps loadTimestamps(NodeId id) {
    // A metric of the newest sample, and the one that is least likely to be missing in others.
    Optional<Series> reference =
        catalog.list(id).stream()
            .filter(series -> !series.isText())
            .max(
                Comparator.comparingLong((Series series) -> series.newest().timeMillis())
                    .thenComparing(series -> series.metric().equals("uptime")));
    Set<Long> times = new HashSet<>();
    reference.ifPresent(
        series -> {
          for (Reading reading : latestReadings.read(series, MAX_BUFFERED).readings()) {
            times.add(reading.timeMillis());
          }
        });
    return new StoredTimestamps(reference.map(Series::metric).orElse(null), times);
  }
}
