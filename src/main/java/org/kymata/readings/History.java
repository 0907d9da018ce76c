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

  private record Extent(long count, long firstMicros, long lastMicros) {}

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
    String rows = numbersOf(series, fromMillis, toMillis);
    Extent extent = extent(rows);
    if (extent.count <= most) {
      points.begin(extent.count, 0);
      readRaw(rows, points);
    } else {
      readBuckets(rows, extent, most, points);
    }
  }

  private Extent extent(String rows) {
    long[] found = new long[3];
    telemetry
        .store()
        .query(
            "select count(), min(time), max(time) from (" + rows + ")",
            row -> {
              found[0] = row.getLong(0);
              found[1] = row.getTimestamp(1);
              found[2] = row.getTimestamp(2);
              return false;
            });
    return new Extent(found[0], found[1], found[2]);
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

  private void readBuckets(String rows, Extent extent, int most, Points points) {
    long firstMillis = extent.firstMicros / 1000;
    long lastMillis = extent.lastMicros / 1000;
    // Rounded up, so that the last reading falls into the last bucket and not behind it.
    long bucketMillis = (lastMillis - firstMillis) / most + 1;
    points.begin(extent.count, bucketMillis);
    telemetry
        .store()
        .query(
            "select (cast(time as long) - "
                + firstMillis * 1000
                + ") / "
                + bucketMillis * 1000
                + " b, min(value), max(value), avg(value), count() from ("
                + rows
                + ") order by b",
            row -> {
              points.bucket(
                  firstMillis + row.getLong(0) * bucketMillis,
                  row.getDouble(1),
                  row.getDouble(2),
                  row.getDouble(3),
                  row.getLong(4));
              return true;
            });
  }

  private void readTexts(Series series, long fromMillis, long toMillis, int most, Points points) {
    String rows = textsOf(series, fromMillis, toMillis);
    points.begin(extent(rows).count, 0);
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
    String all =
        series.isText()
            ? textsOf(series, fromMillis, toMillis)
            : numbersOf(series, fromMillis, toMillis);
    Extent extent = extent(all);
    points.begin(extent.count, 0);
    if (extent.count == 0) {
      return;
    }
    long end = extent.lastMicros / 1000 + 1;
    for (long start = extent.firstMicros / 1000; start < end; start += WEEK_MILLIS) {
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
