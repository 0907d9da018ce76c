package org.kymata.readings.store.questdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kymata.nodes.NodeId;
import org.kymata.readings.Reading;
import org.kymata.readings.Series;
import org.kymata.testing.NodesFixture;

/**
 * Simulates a power failure: of what was written to the table files since the newest checkpoint,
 * each page of 4 KiB is on disk or not, in any order. The journal is complete up to its last write.
 */
class PowerLossTest {

  private static final int PAGE = 4096;
  private static final long NOW = NodesFixture.NOW * 1000;
  private static final long DAY_MICROS = 24L * 3600 * 1_000_000;

  @TempDir private Path directory;

  private final List<String> numbers = new ArrayList<>();
  private final List<String> late = new ArrayList<>();
  private final List<String> texts = new ArrayList<>();
  private long stored = NOW;
  private QuestDbStore store;

  @BeforeEach
  void open() {
    store = QuestDbStore.open(hub("real").resolve("telemetry"));
  }

  @AfterEach
  void close() {
    store.close();
  }

  private Path hub(String name) {
    return directory.resolve(name);
  }

  private void commit(int group) {
    stored += 250_000;
    List<Reading> readings = new ArrayList<>();
    for (int i = 0; i < 1 + group % 40; i++) {
      Series series = new Series(new NodeId("k3f9x2ma"), "m" + (group + i) % 90, false);
      boolean isLate = (group + i) % 7 == 0;
      long time = stored / 1000 - (isLate ? 3_600_000 : 5);
      readings.add(new Reading(series, time, stored / 3.0 + i, null));
      (isLate ? late : numbers).add(series.symbol() + " " + time + " " + (stored / 3.0 + i));
    }
    Series textSeries = new Series(new NodeId("k3f9x2ma"), "w" + group % 5, true);
    readings.add(new Reading(textSeries, stored / 1000, Double.NaN, "said " + group));
    texts.add(textSeries.symbol() + " " + stored / 1000 + " said " + group);
    store.commit(readings, stored);
  }

  private static List<String> rows(QuestDbStore from, String table) {
    List<String> rows = new ArrayList<>();
    boolean isText = table.equals(QuestDbStore.TEXTS);
    from.query(
        "select series, time, value from " + table,
        row -> {
          String value = isText ? row.text(2).toString() : String.valueOf(row.number(2));
          rows.add(row.symbol(0) + " " + row.micros(1) / 1000 + " " + value);
          return true;
        });
    return rows;
  }

  private static long count(QuestDbStore from, String series) {
    long[] found = {0};
    from.query(
        "select count() from readings where series = '" + series + "'",
        row -> {
          found[0] = row.integer(0);
          return false;
        });
    return found[0];
  }

  private void assertAllThere(Path hub) {
    for (int start = 0; start < 2; start++) {
      QuestDbStore again = QuestDbStore.open(hub.resolve("telemetry"));
      try {
        assertEquals(numbers, rows(again, QuestDbStore.NUMBERS));
        assertEquals(late, rows(again, QuestDbStore.LATE));
        assertEquals(texts, rows(again, QuestDbStore.TEXTS));
        // By the index.
        String some = "k3f9x2ma:m17";
        assertEquals(
            numbers.stream().filter(row -> row.startsWith(some + " ")).count(), count(again, some));
      } finally {
        again.close();
      }
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path each : all.toList()) {
        Path target = to.resolve(from.relativize(each).toString());
        if (Files.isDirectory(each)) {
          Files.createDirectories(target);
        } else {
          Files.copy(each, target);
        }
      }
    }
  }

  /** Each page as it was at the checkpoint, or as it was at the end. */
  private static void tearPages(Path old, Path torn, Random dice) throws IOException {
    try (Stream<Path> all = Files.walk(torn)) {
      for (Path each : all.filter(Files::isRegularFile).toList()) {
        Path before = old.resolve(torn.relativize(each).toString());
        byte[] now = Files.readAllBytes(each);
        byte[] was = Files.exists(before) ? Files.readAllBytes(before) : new byte[0];
        if (dice.nextInt(8) == 0) {
          now = Arrays.copyOf(now, Math.max(was.length, now.length / 2));
        }
        for (int at = 0; at < now.length; at += PAGE) {
          if (dice.nextBoolean()) {
            int length = Math.min(PAGE, now.length - at);
            byte[] page = at < was.length ? Arrays.copyOfRange(was, at, at + length) : null;
            System.arraycopy(page == null ? new byte[length] : page, 0, now, at, length);
          }
        }
        Files.write(each, now);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void everythingAcknowledgedIsThere(int seed) throws IOException {
    Random dice = new Random(seed);
    for (int i = 0; i < 100; i++) {
      commit(i);
    }
    store.close();
    store = QuestDbStore.open(hub("real").resolve("telemetry"));
    copy(hub("real"), hub("checkpoint"));
    int groups = dice.nextInt(200);
    for (int i = 0; i < groups; i++) {
      commit(1_000 + i);
      if (i == 120) {
        stored += DAY_MICROS;
      }
    }
    copy(hub("real"), hub("torn"));
    tearPages(hub("checkpoint").resolve("telemetry"), hub("torn").resolve("telemetry"), dice);
    assertAllThere(hub("torn"));
  }

  @Test
  void storeThatWasKilledLosesNothing() throws IOException {
    for (int i = 0; i < 300; i++) {
      commit(i);
    }
    copy(hub("real"), hub("killed"));
    assertAllThere(hub("killed"));
  }

  @Test
  void journalThatIsFullBeginsAnew() throws IOException {
    Path journal = hub("real").resolve("journal/readings");
    Series series = new Series(new NodeId("k3f9x2ma"), "many", false);
    long sent = 0;
    while (sent < 3 * Journal.MAX_BYTES) {
      stored += 1_000;
      List<Reading> readings = new ArrayList<>();
      for (int i = 0; i < 5_000; i++) {
        readings.add(new Reading(series, stored / 1000, i, null));
        sent += 2 + series.symbolBytes().length + 17;
      }
      store.commit(readings, stored);
    }
    assertTrue(Files.size(journal) <= Journal.MAX_BYTES + (1 << 20));
    long there = count(store, series.symbol());
    copy(hub("real"), hub("killed"));
    QuestDbStore again = QuestDbStore.open(hub("killed").resolve("telemetry"));
    try {
      assertEquals(there, count(again, series.symbol()));
    } finally {
      again.close();
    }
  }

  @Test
  void stopLeavesNothingToGoBackTo() {
    commit(1);
    store.close();
    assertTrue(Files.notExists(hub("real").resolve("journal/checkpoint")));
    store = QuestDbStore.open(hub("real").resolve("telemetry"));
    assertTrue(Files.exists(hub("real").resolve("journal/checkpoint")));
    assertEquals(numbers, rows(store, QuestDbStore.NUMBERS));
  }
}
