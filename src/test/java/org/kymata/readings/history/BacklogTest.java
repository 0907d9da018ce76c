package org.kymata.readings.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kymata.readings.Reading;
import org.kymata.readings.ReadingStoreFixture;
import org.kymata.readings.Series;
import org.kymata.readings.history.Backlog.Position;
import org.kymata.testing.NodesFixture;

class BacklogTest {

  private static final long HOUR = 3_600_000;
  private static final long NOW = NodesFixture.NOW;

  @TempDir private Path directory;

  private ReadingStoreFixture store;
  private Series series;

  @BeforeEach
  void open() {
    store = new ReadingStoreFixture(directory);
    series = store.numbers(NodesFixture.GREENHOUSE, "temperature");
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void add(long storedMillis, long timeMillis, double value) {
    store.commit(storedMillis, new Reading(series, timeMillis, value, null));
  }

  private static Position cursor(long micros) {
    return new Position(OptionalLong.of(micros), OptionalLong.empty());
  }

  private static Position since(long millis) {
    return new Position(OptionalLong.empty(), OptionalLong.of(millis));
  }

  private List<Integer> values(Position from, long upToMillis) {
    return store.backlog.read(from, upToMillis * 1000, any -> true).orElseThrow().stream()
        .map(reading -> (int) reading.number())
        .sorted()
        .toList();
  }

  @Test
  void cursorBringsExactlyWhatWasStoredAfterIt() {
    add(NOW, NOW, 1);
    add(NOW + 1, NOW - 5 * HOUR, 2);
    add(NOW + 2, NOW + HOUR, 3);
    add(NOW + 3, NOW + 3, 4);
    assertEquals(List.of(1, 2, 3, 4), values(cursor(0), NOW + 3));
    assertEquals(List.of(2, 3, 4), values(cursor(NOW * 1000), NOW + 3));
    assertEquals(List.of(4), values(cursor((NOW + 2) * 1000), NOW + 3));
    assertEquals(List.of(), values(cursor((NOW + 3) * 1000), NOW + 3));
  }

  @Test
  void nothingStoredAfterTheLineIsBrought() {
    add(NOW, NOW, 1);
    add(NOW + 1, NOW + 1, 2);
    assertEquals(List.of(1), values(cursor(0), NOW));
    assertEquals(List.of(1), values(since(NOW - 1), NOW));
  }

  @Test
  void sinceBringsWhatIsNewerAndWhatWasStoredLater() {
    add(NOW - 2 * HOUR, NOW - 2 * HOUR, 1);
    add(NOW - 10, NOW - 10, 2);
    add(NOW - 9, NOW + HOUR / 2, 3);
    add(NOW, NOW, 4);
    add(NOW + 1, NOW - 48 * HOUR, 5);
    add(NOW + 2, NOW + 2, 6);
    assertEquals(List.of(3, 4, 5, 6), values(since(NOW), NOW + 2));
  }

  @Test
  void readingAnHourAheadOfItsStoringIsNotMissed() {
    add(NOW - HOUR, NOW, 1);
    assertEquals(List.of(1), values(since(NOW), NOW));
  }

  @Test
  void textsAndReadingsOfOthersComeWhenTheyAreWanted() {
    Series state = store.texts(NodesFixture.GREENHOUSE, "state");
    Series other = store.numbers(NodesFixture.DOOR, "temperature");
    store.commit(
        NOW,
        new Reading(series, NOW, 1, null),
        new Reading(state, NOW, Double.NaN, "on"),
        new Reading(other, NOW, 2, null));
    List<Reading> texts = store.backlog.read(cursor(0), NOW * 1000, Series::isText).orElseThrow();
    assertEquals(List.of(new Reading(state, NOW, Double.NaN, "on")), texts);
    List<Reading> others =
        store
            .backlog
            .read(cursor(0), NOW * 1000, each -> each.node().equals(NodesFixture.DOOR))
            .orElseThrow();
    assertEquals(List.of(new Reading(other, NOW, 2, null)), others);
  }

  @Test
  void twentyThousandReadingsAreBroughtAndOneMoreIsTooMany() {
    List<Reading> many = new ArrayList<>();
    for (int i = 0; i < Backlog.MAX_READINGS; i++) {
      many.add(new Reading(series, NOW, i, null));
    }
    store.storeProvider.store().commit(many, NOW * 1000);
    Optional<List<Reading>> all = store.backlog.read(cursor(0), NOW * 1000, any -> true);
    assertEquals(Backlog.MAX_READINGS, all.orElseThrow().size());
    add(NOW + 1, NOW - 5 * HOUR, -1);
    assertTrue(store.backlog.read(cursor(0), (NOW + 1) * 1000, any -> true).isEmpty());
  }

  @Test
  void readingsOfADeletedNodeAreLeftOut() {
    add(NOW, NOW, 1);
    store.stage.deleted.observe(store.catalog::onNodeDeleted);
    store.stage.nodes.delete(NodesFixture.GREENHOUSE);
    assertEquals(List.of(), values(cursor(0), NOW));
  }

  @Test
  void newestCursorIsRecalledAtTheStart() {
    assertEquals(0, store.backlog.newestStoredCursor());
    add(NOW, NOW - 5 * HOUR, 1);
    store.close();
    store = new ReadingStoreFixture(directory);
    assertEquals(NOW * 1000, store.backlog.newestStoredCursor());
    series = store.numbers(NodesFixture.GREENHOUSE, "temperature");
    assertEquals(1, series.newest().number());
    assertEquals(
        NOW, store.stage.statusTracker.of(NodesFixture.GREENHOUSE).lastSeenMillis().orElseThrow());
  }
}
