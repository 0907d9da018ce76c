package org.kymata.readings.store.questdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kymata.readings.Reading;
import org.kymata.readings.ReadingStoreFixture;
import org.kymata.readings.Series;
import org.kymata.testing.NodesFixture;

class SeriesScanTest {

  private static final int COMMITS = 400;
  private static final int PER_COMMIT = 50;

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

  private SeriesExtent walk(long from, long to) {
    SeriesExtent extent = new SeriesExtent(from * 1000, to * 1000);
    store
        .storeProvider
        .store()
        .scan()
        .scan(QuestDbStore.NUMBERS, series.symbol(), from * 1000, to * 1000, extent);
    return extent;
  }

  private void commit(int number) {
    long stored = NodesFixture.NOW + 1_000L * number;
    Reading[] readings = new Reading[PER_COMMIT];
    for (int i = 0; i < PER_COMMIT; i++) {
      readings[i] = new Reading(series, stored, i, null);
    }
    store.commit(stored, readings);
  }

  @Test
  void nothingIsFoundWhereNothingIs() {
    assertEquals(0, walk(0, Long.MAX_VALUE / 1000).count());
    commit(0);
    assertEquals(0, walk(0, NodesFixture.NOW).count());
    assertEquals(PER_COMMIT, walk(NodesFixture.NOW, NodesFixture.NOW + 1).count());
    assertEquals(0, walk(NodesFixture.NOW + 1, NodesFixture.NOW + 1_000).count());
  }

  @Test
  void daysAreWalkedOneAfterTheOther() {
    int hours = 24 * 5;
    for (int i = 0; i < hours; i++) {
      commit(i * 3_600);
    }
    SeriesExtent all = walk(0, Long.MAX_VALUE / 1000);
    assertEquals((long) hours * PER_COMMIT, all.count());
    assertEquals(NodesFixture.NOW, all.firstMillis());
    assertEquals(NodesFixture.NOW + (hours - 1) * 3_600_000L, all.lastMillis());
    long from = NodesFixture.NOW + 30 * 3_600_000L;
    assertEquals(48L * PER_COMMIT, walk(from, from + 48 * 3_600_000L).count());
  }

  /** Complete commits only, and never fewer than before. */
  @Test
  void concurrentCommitIsSeenCompletelyOrNotAtAll() {
    AtomicLong committed = new AtomicLong();
    CompletableFuture<Void> writer =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 0; i < COMMITS; i++) {
                commit(i);
                committed.addAndGet(PER_COMMIT);
              }
            });
    long looks = 0;
    while (!writer.isDone() || looks == 0) {
      long before = committed.get();
      long seen = walk(0, Long.MAX_VALUE / 1000).count();
      assertEquals(0, seen % PER_COMMIT);
      assertTrue(seen >= before, () -> seen + " of " + before);
      looks++;
    }
    writer.join();
    assertEquals((long) COMMITS * PER_COMMIT, walk(0, Long.MAX_VALUE / 1000).count());
  }
}
