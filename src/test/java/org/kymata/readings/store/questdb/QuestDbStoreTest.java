package org.kymata.readings.store.questdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kymata.nodes.NodeId;
import org.kymata.readings.Reading;
import org.kymata.readings.Series;
import org.kymata.testing.NodesFixture;

class QuestDbStoreTest {

  private static final long DAY_MICROS = 24L * 3600 * 1_000_000;
  private static final long NOW = NodesFixture.NOW * 1000;

  @TempDir private Path directory;

  private final Series temperature = new Series(new NodeId("k3f9x2ma"), "temperature", false);
  private final Series state = new Series(new NodeId("k3f9x2ma"), "state", true);
  private QuestDbStore store;

  @BeforeEach
  void open() {
    store = QuestDbStore.open(directory.resolve("telemetry"));
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static Reading number(Series series, long timeMicros, double value) {
    return new Reading(series, timeMicros / 1000, value, null);
  }

  private static Reading text(Series series, long timeMicros, String value) {
    return new Reading(series, timeMicros / 1000, Double.NaN, value);
  }

  /** Rows of a table as "series time value", oldest commit first. */
  private List<String> rows(String table) {
    boolean isText = table.equals(QuestDbStore.TEXTS);
    List<String> rows = new ArrayList<>();
    store.query(
        "select series, time, value from " + table,
        row -> {
          rows.add(
              row.symbol(0)
                  + " "
                  + row.micros(1)
                  + " "
                  + (isText ? row.text(2) : Double.toString(row.number(2))));
          return true;
        });
    return rows;
  }

  @Test
  void newStoreIsEmpty() {
    for (String table : List.of(QuestDbStore.NUMBERS, QuestDbStore.LATE, QuestDbStore.TEXTS)) {
      assertEquals(List.of(), rows(table));
    }
    assertEquals(0, store.newestStoredMicros());
  }

  @Test
  void committedReadingsCanBeReadAtOnce() {
    store.commit(List.of(number(temperature, NOW, 21.5), number(temperature, NOW, -0.5)), NOW);
    assertEquals(
        List.of(
            "k3f9x2ma:temperature " + NOW / 1000 * 1000 + " 21.5",
            "k3f9x2ma:temperature " + NOW / 1000 * 1000 + " -0.5"),
        rows(QuestDbStore.NUMBERS));
    assertEquals(NOW, store.newestStoredMicros());
  }

  @Test
  void readingOverAMinuteLateIsKeptApart() {
    long justInTime = NOW - QuestDbStore.LATE_MICROS;
    store.commit(
        List.of(
            number(temperature, justInTime, 1),
            number(temperature, justInTime - 1000, 2),
            number(temperature, NOW + 3_600_000_000L, 3),
            number(temperature, 946_684_800_000_000L, 4)),
        NOW);
    assertEquals(2, rows(QuestDbStore.NUMBERS).size());
    assertEquals(
        List.of(
            "k3f9x2ma:temperature " + (justInTime - 1000) + " 2.0",
            "k3f9x2ma:temperature 946684800000000 4.0"),
        rows(QuestDbStore.LATE));
  }

  @Test
  void textsAreKeptAsTheyAre() {
    List<String> texts =
        List.of("", "watering", "a'b \"c\" \\ ; drop table texts", "é 🌱 θ\n\t", "x".repeat(256));
    for (int i = 0; i < texts.size(); i++) {
      store.commit(List.of(text(state, NOW, texts.get(i))), NOW + i);
    }
    List<String> kept = new ArrayList<>();
    store.query(
        "select value from texts",
        row -> {
          kept.add(row.text(0).toString());
          return true;
        });
    assertEquals(texts, kept);
  }

  @Test
  void extremeNumbersAreKeptAsTheyAre() {
    List<Double> numbers = List.of(0.0, -0.0, Double.MAX_VALUE, -Double.MAX_VALUE, 4.9e-324, 0.1);
    store.commit(numbers.stream().map(value -> number(temperature, NOW, value)).toList(), NOW);
    List<Double> kept = new ArrayList<>();
    store.query(
        "select value from readings",
        row -> {
          kept.add(row.number(0));
          return true;
        });
    assertEquals(numbers, kept);
  }

  @Test
  void newestReadingOfEachSeriesIsFound() {
    Series humidity = new Series(new NodeId("k3f9x2ma"), "humidity", false);
    for (int i = 0; i < 5; i++) {
      store.commit(List.of(number(temperature, NOW, i), number(humidity, NOW, 10 * i)), NOW + i);
    }
    Map<String, Double> newest = new TreeMap<>();
    store.query(
        "select series, value from readings latest on stored partition by series",
        row -> {
          newest.put(row.symbol(0).toString(), row.number(1));
          return true;
        });
    assertEquals(Map.of("k3f9x2ma:humidity", 40.0, "k3f9x2ma:temperature", 4.0), newest);
  }

  @Test
  void queryEndsWhenItsReaderHasEnough() {
    store.commit(List.of(number(temperature, NOW, 1), number(temperature, NOW, 2)), NOW);
    int[] rows = {0};
    store.query(
        "select value from readings",
        row -> {
          rows[0]++;
          return false;
        });
    assertEquals(1, rows[0]);
  }

  @Test
  void daysBeforeTheRetentionAreDroppedAndTheNewestStays() {
    long firstDay = NOW / DAY_MICROS * DAY_MICROS;
    for (int day = 0; day < 5; day++) {
      long stored = firstDay + day * DAY_MICROS + 1_000_000;
      store.commit(
          List.of(
              number(temperature, stored, day),
              number(temperature, stored - DAY_MICROS, day),
              text(state, stored, "day " + day)),
          stored);
    }
    assertEquals(0, store.dropBefore(firstDay));
    assertEquals(6, store.dropBefore(firstDay + 2 * DAY_MICROS + 5_000_000));
    for (String table : List.of(QuestDbStore.NUMBERS, QuestDbStore.LATE, QuestDbStore.TEXTS)) {
      assertEquals(3, rows(table).size(), table);
    }
    assertEquals(6, store.dropBefore(firstDay + 100 * DAY_MICROS));
    assertEquals(
        List.of("k3f9x2ma:state " + (firstDay + 4 * DAY_MICROS + 1_000_000) + " day 4"),
        rows(QuestDbStore.TEXTS));
    long later = firstDay + 6 * DAY_MICROS;
    store.commit(List.of(number(temperature, later, 6)), later);
    assertEquals(2, rows(QuestDbStore.NUMBERS).size());
  }

  @Test
  void reopenedStoreHoldsWhatWasCommittedAndTakesMore() {
    store.commit(List.of(number(temperature, NOW, 1), text(state, NOW, "on")), NOW);
    store.close();
    store = QuestDbStore.open(directory.resolve("telemetry"));
    assertEquals(NOW, store.newestStoredMicros());
    store.commit(List.of(number(temperature, NOW, 2)), NOW + 1);
    assertEquals(2, rows(QuestDbStore.NUMBERS).size());
    assertEquals(1, rows(QuestDbStore.TEXTS).size());
  }

  @Test
  void storeWhoseJournalCannotBeOpenedIsNotLeftLocked() throws IOException {
    store.close();
    Path journal = directory.resolve("journal/readings");
    Path away = Files.move(journal, directory.resolve("away"));
    Files.createDirectory(journal);
    assertThrows(
        UncheckedIOException.class, () -> QuestDbStore.open(directory.resolve("telemetry")));
    Files.delete(journal);
    Files.move(away, journal);
    store = QuestDbStore.open(directory.resolve("telemetry"));
    store.commit(List.of(number(temperature, NOW, 1)), NOW);
    assertEquals(1, rows(QuestDbStore.NUMBERS).size());
  }

  @Test
  void wrongQueryIsAFaultOfTheProgram() {
    assertThrows(
        IllegalStateException.class, () -> store.query("select nothing from nowhere", row -> true));
  }
}
