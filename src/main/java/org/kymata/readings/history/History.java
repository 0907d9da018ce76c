package org.kymata.readings.history;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import org.kymata.readings.Series;
import org.kymata.readings.store.questdb.BucketAggregator;
import org.kymata.readings.store.questdb.QuestDbStore;
import org.kymata.readings.store.questdb.QuestDbStoreProvider;
import org.kymata.readings.store.questdb.SeriesExtent;
import org.kymata.readings.store.questdb.SeriesScan;
import org.kymata.time.TimestampParser;

/**
 * Reads stored readings for charts and exports. All times are epoch milliseconds; ranges include
 * their start and exclude their end.
 */
@ApplicationScoped
public class History {

  private static final long WEEK_MILLIS = 7L * 24 * 3600 * 1000;

  /** Receives the points of one series, oldest first. */
  public interface PointConsumer {
    /**
     * Called first.
     *
     * @param count number of readings in the range
     * @param bucketMillis length of a bucket; 0 when raw readings follow
     */
    void begin(long count, long bucketMillis);

    /** A raw number. */
    void number(long timeMillis, double value);

    /** A raw text. */
    void text(long timeMillis, String value);

    /** A bucket with at least one reading. */
    void bucket(long startMillis, double min, double max, double mean, long count);
  }

  @Inject private QuestDbStoreProvider storeProvider;

  /**
   * Reads one series as at most {@code maxPoints} points: raw readings when there are no more than
   * that, otherwise buckets of equal length. Of texts, the newest {@code maxPoints}.
   */
  public void read(
      Series series, long fromMillis, long toMillis, int maxPoints, PointConsumer points) {
    if (series.isText()) {
      readTexts(series, fromMillis, toMillis, maxPoints, points);
      return;
    }
    SeriesExtent extent = extentOf(series, fromMillis, toMillis);
    if (extent.count() <= maxPoints) {
      points.begin(extent.count(), 0);
      readRaw(numbersSql(series, fromMillis, toMillis), points);
    } else {
      readBuckets(series, fromMillis, toMillis, extent, maxPoints, points);
    }
  }

  private SeriesExtent extentOf(Series series, long fromMillis, long toMillis) {
    SeriesExtent extent = new SeriesExtent(fromMillis * 1000, toMillis * 1000);
    scan(series, fromMillis, toMillis, extent);
    return extent;
  }

  private void scan(Series series, long fromMillis, long toMillis, SeriesScan.RowConsumer rows) {
    SeriesScan scan = storeProvider.store().scan();
    // No reading is stored more than an hour before its time, and late ones are in another table.
    long from = (fromMillis - TimestampParser.MAX_AHEAD_MILLIS) * 1000;
    long to = toMillis * 1000 + QuestDbStore.LATE_MICROS;
    scan.scan(QuestDbStore.NUMBERS, series.symbol(), from, to, rows);
    scan.scan(QuestDbStore.LATE, series.symbol(), from, Long.MAX_VALUE, rows);
  }

  private SeriesExtent extentOfTexts(Series series, long fromMillis, long toMillis) {
    SeriesExtent extent = new SeriesExtent(fromMillis * 1000, toMillis * 1000);
    storeProvider
        .store()
        .query(
            "select count(), min(time), max(time) from ("
                + textsSql(series, fromMillis, toMillis)
                + ")",
            row -> {
              extent.add(row.integer(0), row.micros(1), row.micros(2));
              return false;
            });
    return extent;
  }

  private void readRaw(String rows, PointConsumer points) {
    storeProvider
        .store()
        .query(
            "select time, value from (" + rows + ") order by time",
            row -> {
              points.number(row.micros(0) / 1000, row.number(1));
              return true;
            });
  }

  private void readBuckets(
      Series series,
      long fromMillis,
      long toMillis,
      SeriesExtent extent,
      int maxPoints,
      PointConsumer points) {
    // Rounded up, so that the last reading falls into the last bucket and not after it.
    long bucketMillis = (extent.lastMillis() - extent.firstMillis()) / maxPoints + 1;
    BucketAggregator buckets =
        new BucketAggregator(extent.firstMillis(), toMillis, bucketMillis, maxPoints);
    scan(series, fromMillis, toMillis, buckets);
    points.begin(extent.count(), bucketMillis);
    buckets.emitTo(points);
  }

  private void readTexts(
      Series series, long fromMillis, long toMillis, int maxPoints, PointConsumer points) {
    String rows = textsSql(series, fromMillis, toMillis);
    points.begin(extentOfTexts(series, fromMillis, toMillis).count(), 0);
    storeProvider
        .store()
        .query(
            "select time, value from (" + rows + ") order by time limit -" + maxPoints,
            row -> {
              points.text(row.micros(0) / 1000, row.text(1).toString());
              return true;
            });
  }

  /** Reads all readings of one series; a week at a time, so that sorting needs bounded memory. */
  public void export(Series series, long fromMillis, long toMillis, PointConsumer points) {
    SeriesExtent extent =
        series.isText()
            ? extentOfTexts(series, fromMillis, toMillis)
            : extentOf(series, fromMillis, toMillis);
    points.begin(extent.count(), 0);
    if (extent.count() == 0) {
      return;
    }
    long end = extent.lastMillis() + 1;
    for (long start = extent.firstMillis(); start < end; start += WEEK_MILLIS) {
      long stop = Math.min(start + WEEK_MILLIS, end);
      if (series.isText()) {
        readTexts(series, start, stop, Integer.MAX_VALUE, new WithoutBegin(points));
      } else {
        readRaw(numbersSql(series, start, stop), points);
      }
    }
  }

  /**
   * The times of a series' readings that were stored over a minute late; the newest {@code
   * maxPoints}, oldest first.
   */
  public List<Long> lateTimes(Series series, long fromMillis, long toMillis, int maxPoints) {
    String rows =
        series.isText()
            ? "select time from "
                + QuestDbStore.TEXTS
                + spanSql(series, fromMillis, toMillis)
                + " and cast(stored as long) - cast(time as long) > "
                + QuestDbStore.LATE_MICROS
            : "select time from " + QuestDbStore.LATE + spanSql(series, fromMillis, toMillis);
    List<Long> times = new ArrayList<>();
    storeProvider
        .store()
        .query(
            "(" + rows + ") order by time limit -" + maxPoints,
            row -> {
              times.add(row.micros(0) / 1000);
              return true;
            });
    return times;
  }

  /** The numbers of a series in a range, as a query with the columns time and value. */
  private static String numbersSql(Series series, long fromMillis, long toMillis) {
    String span = spanSql(series, fromMillis, toMillis);
    return "(select time, value from "
        + QuestDbStore.NUMBERS
        + span
        // Readings in this table were stored at most a minute after their time.
        + " and stored < "
        + (toMillis * 1000 + QuestDbStore.LATE_MICROS)
        + ") union all (select time, value from "
        + QuestDbStore.LATE
        + span
        + ")";
  }

  private static String textsSql(Series series, long fromMillis, long toMillis) {
    return "select time, value from " + QuestDbStore.TEXTS + spanSql(series, fromMillis, toMillis);
  }

  private static String spanSql(Series series, long fromMillis, long toMillis) {
    // The symbol consists of names, which cannot hold a quote.
    return " where series = '"
        + series.symbol()
        + "' and time >= "
        + fromMillis * 1000
        + " and time < "
        + toMillis * 1000
        // No reading is stored more than an hour before its time.
        + " and stored >= "
        + (fromMillis - TimestampParser.MAX_AHEAD_MILLIS) * 1000;
  }

  /** Passes points on, without the start of each part of an export. */
  private record WithoutBegin(PointConsumer points) implements PointConsumer {
    @Override
    public void begin(long count, long bucketMillis) {}

    @Override
    public void number(long timeMillis, double value) {
      points.number(timeMillis, value);
    }

    @Override
    public void text(long timeMillis, String value) {
      points.text(timeMillis, value);
    }

    @Override
    public void bucket(long startMillis, double min, double max, double mean, long count) {
      points.bucket(startMillis, min, max, mean, count);
    }
  }
}
