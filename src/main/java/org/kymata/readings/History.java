package org.kymata.readings;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import org.kymata.platform.Times;

/**
 * What was stored, for charts and exports. All times are epoch milliseconds; spans include their
 * start and not their end.
 */
@ApplicationScoped
public class History {

  private static final long WEEK_MILLIS = 7L * 24 * 3600 * 1000;

  /** Takes the points of one series, oldest first. */
  public interface Points {
    /**
     * Comes first.
     *
     * @param count how many readings the span has
     * @param bucketMillis length of a bucket; 0 when raw readings follow
     */
    void begin(long count, long bucketMillis);

    /** A raw number. */
    void number(long timeMillis, double value);

    /** A raw text. */
    void text(long timeMillis, String value);

    /** A bucket that holds at least one reading. */
    void bucket(long startMillis, double min, double max, double mean, long count);
  }

  @Inject private Telemetry telemetry;

  /**
   * Reads one series as at most {@code most} points: raw readings when there are no more than that,
   * else buckets of equal length. Of texts, the newest {@code most}.
   */
  public void read(Series series, long fromMillis, long toMillis, int most, Points points) {
    if (series.isText()) {
      readTexts(series, fromMillis, toMillis, most, points);
      return;
    }
    Extent extent = extentOf(series, fromMillis, toMillis);
    if (extent.count() <= most) {
      points.begin(extent.count(), 0);
      readRaw(numbersOf(series, fromMillis, toMillis), points);
    } else {
      readBuckets(series, fromMillis, toMillis, extent, most, points);
    }
  }

  private Extent extentOf(Series series, long fromMillis, long toMillis) {
    Extent extent = new Extent(fromMillis * 1000, toMillis * 1000);
    walk(series, fromMillis, toMillis, extent);
    return extent;
  }

  private void walk(Series series, long fromMillis, long toMillis, SeriesScan.Rows rows) {
    SeriesScan scan = telemetry.store().scan();
    // No reading is stored earlier than an hour before its time, and those that come late lie
    // apart.
    long from = (fromMillis - Times.AHEAD_MILLIS) * 1000;
    long to = toMillis * 1000 + TelemetryStore.LATE_MICROS;
    scan.walk(TelemetryStore.NUMBERS, series.symbol(), from, to, rows);
    scan.walk(TelemetryStore.LATE, series.symbol(), from, Long.MAX_VALUE, rows);
  }

  private Extent extentOfTexts(Series series, long fromMillis, long toMillis) {
    Extent extent = new Extent(fromMillis * 1000, toMillis * 1000);
    telemetry
        .store()
        .query(
            "select count(), min(time), max(time) from ("
                + textsOf(series, fromMillis, toMillis)
                + ")",
            row -> {
              extent.note(row.getLong(0), row.getTimestamp(1), row.getTimestamp(2));
              return false;
            });
    return extent;
  }

  private void readRaw(String rows, Points points) {
    telemetry
        .store()
        .query(
            "select time, value from (" + rows + ") order by time",
            row -> {
              points.number(row.getTimestamp(0) / 1000, row.getDouble(1));
              return true;
            });
  }

  private void readBuckets(
      Series series, long fromMillis, long toMillis, Extent extent, int most, Points points) {
    // Rounded up, so that the last reading falls into the last bucket and not behind it.
    long bucketMillis = (extent.lastMillis() - extent.firstMillis()) / most + 1;
    Buckets buckets = new Buckets(extent.firstMillis(), toMillis, bucketMillis, most);
    walk(series, fromMillis, toMillis, buckets);
    points.begin(extent.count(), bucketMillis);
    buckets.give(points);
  }

  private void readTexts(Series series, long fromMillis, long toMillis, int most, Points points) {
    String rows = textsOf(series, fromMillis, toMillis);
    points.begin(extentOfTexts(series, fromMillis, toMillis).count(), 0);
    telemetry
        .store()
        .query(
            "select time, value from (" + rows + ") order by time limit -" + most,
            row -> {
              points.text(row.getTimestamp(0) / 1000, row.getStrA(1).toString());
              return true;
            });
  }

  /**
   * Reads every reading of one series, however many; a week at a time, so that sorting them needs
   * bounded memory.
   */
  public void export(Series series, long fromMillis, long toMillis, Points points) {
    Extent extent =
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
        readRaw(numbersOf(series, start, stop), points);
      }
    }
  }

  /**
   * When the readings of one series were that came over a minute after their time; the newest
   * {@code most}, oldest first.
   */
  public List<Long> lateTimes(Series series, long fromMillis, long toMillis, int most) {
    String rows =
        series.isText()
            ? "select time from "
                + TelemetryStore.TEXTS
                + span(series, fromMillis, toMillis)
                + " and cast(stored as long) - cast(time as long) > "
                + TelemetryStore.LATE_MICROS
            : "select time from " + TelemetryStore.LATE + span(series, fromMillis, toMillis);
    List<Long> times = new ArrayList<>();
    telemetry
        .store()
        .query(
            "(" + rows + ") order by time limit -" + most,
            row -> {
              times.add(row.getTimestamp(0) / 1000);
              return true;
            });
    return times;
  }

  /** The numbers of a series within a span, as a query with the columns time and value. */
  private static String numbersOf(Series series, long fromMillis, long toMillis) {
    String span = span(series, fromMillis, toMillis);
    return "(select time, value from "
        + TelemetryStore.NUMBERS
        + span
        // What is in this table was stored at most a minute after its time.
        + " and stored < "
        + (toMillis * 1000 + TelemetryStore.LATE_MICROS)
        + ") union all (select time, value from "
        + TelemetryStore.LATE
        + span
        + ")";
  }

  private static String textsOf(Series series, long fromMillis, long toMillis) {
    return "select time, value from " + TelemetryStore.TEXTS + span(series, fromMillis, toMillis);
  }

  private static String span(Series series, long fromMillis, long toMillis) {
    // The symbol is made of names, which cannot hold a quote.
    return " where series = '"
        + series.symbol()
        + "' and time >= "
        + fromMillis * 1000
        + " and time < "
        + toMillis * 1000
        // No reading is stored earlier than an hour before its time.
        + " and stored >= "
        + (fromMillis - Times.AHEAD_MILLIS) * 1000;
  }

  /** Passes points on, but not the announcement of each part of an export. */
  private record WithoutBegin(Points points) implements Points {
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
