package org.kymata.readings.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kymata.readings.Reading;
import org.kymata.readings.ReadingStoreFixture;
import org.kymata.readings.Series;
import org.kymata.testing.NodesFixture;

/** History compared with a straightforward computation. */
class HistoryTest {

  private static final long HOUR = 3_600_000;
  private static final int READINGS = 3_000;

  @TempDir private static Path directory;

  private static ReadingStoreFixture store;
  private static Series series;
  private static Series log;
  private static final List<Reading> KNOWN = new ArrayList<>();
  private static final List<Reading> TEXTS = new ArrayList<>();

  /** Readings on time, ahead of the clock, minutes late and weeks late, in no order. */
  @BeforeAll
  static void fill() {
    store = new ReadingStoreFixture(directory);
    series = store.numbers(NodesFixture.GREENHOUSE, "temperature");
    log = store.texts(NodesFixture.GREENHOUSE, "temperature");
    Series other = store.numbers(NodesFixture.DOOR, "temperature");
    Random random = new Random(7);
    long stored = NodesFixture.NOW;
    for (int i = 0; i < READINGS; i++) {
      stored += 1 + random.nextInt(2_000);
      long time =
          switch (i % 10) {
            case 7 -> stored + random.nextInt((int) HOUR);
            case 8 -> stored - random.nextInt((int) HOUR);
            case 9 -> stored - (long) (random.nextDouble() * 30 * 24 * HOUR);
            default -> stored - random.nextInt(500);
          };
      Reading reading = new Reading(series, time, random.nextGaussian() * 100, null);
      KNOWN.add(reading);
      Reading foreign = new Reading(other, time, 1e9, null);
      if (i % 50 == 0) {
        Reading text = new Reading(log, time, Double.NaN, "text " + i);
        TEXTS.add(text);
        store.commit(stored, reading, foreign, text);
      } else {
        store.commit(stored, reading, foreign);
      }
    }
  }

  @AfterAll
  static void close() {
    store.close();
  }

  /** The points that the history returned. */
  private static final class Seen implements History.PointConsumer {
    private long count = -1;
    private long bucketMillis;
    private final List<Reading> raw = new ArrayList<>();
    private final List<double[]> buckets = new ArrayList<>();

    @Override
    public void begin(long count, long bucketMillis) {
      assertEquals(-1, this.count);
      this.count = count;
      this.bucketMillis = bucketMillis;
    }

    @Override
    public void number(long timeMillis, double value) {
      raw.add(new Reading(series, timeMillis, value, null));
    }

    @Override
    public void text(long timeMillis, String value) {
      raw.add(new Reading(log, timeMillis, Double.NaN, value));
    }

    @Override
    public void bucket(long startMillis, double min, double max, double mean, long count) {
      buckets.add(new double[] {startMillis, min, max, mean, count});
    }
  }

  private static Seen read(Series series, long from, long to, int maxPoints) {
    Seen seen = new Seen();
    store.history.read(series, from, to, maxPoints, seen);
    return seen;
  }

  private static List<Reading> expected(List<Reading> all, long from, long to) {
    return all.stream()
        .filter(reading -> reading.timeMillis() >= from && reading.timeMillis() < to)
        .sorted(Comparator.comparingLong(Reading::timeMillis))
        .toList();
  }

  /** Readings of the same millisecond may come in any order. */
  private static void assertSame(List<Reading> expected, List<Reading> seen) {
    Comparator<Reading> order =
        Comparator.comparingLong(Reading::timeMillis)
            .thenComparingDouble(Reading::number)
            .thenComparing(reading -> String.valueOf(reading.text()));
    for (int i = 1; i < seen.size(); i++) {
      assertTrue(seen.get(i - 1).timeMillis() <= seen.get(i).timeMillis());
    }
    assertEquals(expected.stream().sorted(order).toList(), seen.stream().sorted(order).toList());
  }

  private static final String SPANS =
      """
      -800, 800
      0, 800
      -1, 1
      -700, -24
      -2, 0
      0, 2
      100, 101
      """;

  @ParameterizedTest
  @CsvSource(textBlock = SPANS)
  void spanIsGivenRawWhenItHasNoMoreReadingsThanPoints(long fromHours, long toHours) {
    long from = NodesFixture.NOW + fromHours * HOUR;
    long to = NodesFixture.NOW + toHours * HOUR;
    List<Reading> expected = expected(KNOWN, from, to);
    Seen seen = read(series, from, to, READINGS);
    assertEquals(0, seen.bucketMillis);
    assertEquals(expected.size(), seen.count);
    assertSame(expected, seen.raw);
    if (!expected.isEmpty()) {
      assertEquals(0, read(series, from, to, expected.size()).bucketMillis);
    }
  }

  @ParameterizedTest
  @CsvSource(textBlock = SPANS)
  void bucketsAreThoseOfTheStraightWay(long fromHours, long toHours) {
    long from = NodesFixture.NOW + fromHours * HOUR;
    long to = NodesFixture.NOW + toHours * HOUR;
    List<Reading> expected = expected(KNOWN, from, to);
    for (int maxPoints : new int[] {1, 2, 7, 60, 499, 500}) {
      if (expected.size() > maxPoints) {
        assertBuckets(expected, read(series, from, to, maxPoints), maxPoints);
      }
    }
  }

  private static void assertBuckets(List<Reading> expected, Seen seen, int maxPoints) {
    assertEquals(expected.size(), seen.count);
    assertTrue(seen.bucketMillis > 0);
    assertTrue(seen.buckets.size() <= maxPoints, () -> seen.buckets.size() + " of " + maxPoints);
    int counted = 0;
    long before = Long.MIN_VALUE;
    for (double[] bucket : seen.buckets) {
      long start = (long) bucket[0];
      assertTrue(before == Long.MIN_VALUE || start >= before + seen.bucketMillis);
      before = start;
      DoubleSummaryStatistics inside =
          expected(expected, start, start + seen.bucketMillis).stream()
              .mapToDouble(Reading::number)
              .summaryStatistics();
      assertTrue(inside.getCount() > 0);
      assertEquals(inside.getMin(), bucket[1]);
      assertEquals(inside.getMax(), bucket[2]);
      assertEquals(inside.getAverage(), bucket[3], 1e-9);
      assertEquals(inside.getCount(), (long) bucket[4]);
      counted += (int) bucket[4];
    }
    assertEquals(expected.size(), counted);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 59, 60, 5_000})
  void newestTextsAreReturned(int maxPoints) {
    List<Reading> all =
        expected(TEXTS, NodesFixture.NOW - 1_000 * HOUR, NodesFixture.NOW + 1_000 * HOUR);
    Seen seen =
        read(log, NodesFixture.NOW - 1_000 * HOUR, NodesFixture.NOW + 1_000 * HOUR, maxPoints);
    assertEquals(0, seen.bucketMillis);
    assertEquals(all.size(), seen.count);
    assertSame(all.subList(Math.max(0, all.size() - maxPoints), all.size()), seen.raw);
  }

  @ParameterizedTest
  @CsvSource(textBlock = SPANS)
  void exportHoldsEveryReadingOnceOldestFirst(long fromHours, long toHours) {
    long from = NodesFixture.NOW + fromHours * HOUR;
    long to = NodesFixture.NOW + toHours * HOUR;
    Seen numbers = new Seen();
    store.history.export(series, from, to, numbers);
    assertSame(expected(KNOWN, from, to), numbers.raw);
    Seen texts = new Seen();
    store.history.export(log, from, to, texts);
    assertSame(expected(TEXTS, from, to), texts.raw);
  }

  @Test
  void widestRangeThatATransportAcceptsIsRead() {
    assertEquals(READINGS, read(series, 0, 4_102_444_800_000L, READINGS).count);
  }

  @Test
  void readingsOfOneMillisecondAreOneBucket() {
    Series burst = store.numbers(NodesFixture.DOOR, "burst");
    long time = NodesFixture.NOW + 10_000 * HOUR;
    Reading[] readings = new Reading[10];
    for (int i = 0; i < 10; i++) {
      readings[i] = new Reading(burst, time, i, null);
    }
    store.commit(time, readings);
    Seen seen = read(burst, time, time + 1, 5);
    assertEquals(1, seen.buckets.size());
    assertEquals(4.5, seen.buckets.get(0)[3]);
  }
}
