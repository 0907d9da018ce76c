package org.kymata.readings.ingest;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kymata.nodes.GapSummary;
import org.kymata.nodes.Transport;
import org.kymata.readings.Reading;
import org.kymata.readings.ReadingStoreFixture;
import org.kymata.readings.Series;
import org.kymata.testing.NodesFixture;
import org.kymata.testing.Wiring;

class CommitPublisherTest {

  @TempDir private Path directory;

  private ReadingStoreFixture store;
  private IngestService ingest;
  private Series series;

  @BeforeEach
  void start() {
    store = new ReadingStoreFixture(directory);
    ingest = Wiring.start(store.newIngestService());
    series = store.numbers(NodesFixture.GREENHOUSE, "m");
  }

  @AfterEach
  void stop() {
    ingest.close();
    store.closeAfterIntake();
  }

  private void commit(List<Reading> readings) {
    ingest.submit(Transport.REST, readings).toCompletableFuture().join();
  }

  @Test
  void nodeThatSendsIsOnline() {
    commit(List.of(new Reading(series, System.currentTimeMillis(), 1, null)));
    await().until(() -> !store.stage.changed.events().isEmpty());
    assertEquals("greenhouse-1", store.stage.changed.events().get(0).node().name());
  }

  @Test
  void gapsAndLateReadingsAreCountedAfterTheCommitAndLateOnesAreFoundAgain() {
    long now = System.currentTimeMillis();
    Series texts = store.texts(NodesFixture.GREENHOUSE, "log");
    commit(
        List.of(
            new Reading(series, now, 1, null, 10),
            new Reading(series, now - 120_000, 2, null, 14),
            new Reading(texts, now - 180_000, Double.NaN, "late", 12),
            new Reading(texts, now, Double.NaN, "in time")));
    await().until(() -> store.committed.events().size() == 1);
    GapSummary gaps = store.stage.gaps.of(NodesFixture.GREENHOUSE);
    assertEquals(2, gaps.missing());
    assertEquals(2, gaps.late());
    assertTrue(gaps.sinceMillis() >= now);
    assertEquals(new GapSummary(0, 0, 0), store.stage.gaps.of(NodesFixture.DOOR));
    assertEquals(
        List.of(now - 120_000), store.history.lateTimes(series, now - 1_000_000, now + 1, 10));
    assertEquals(
        List.of(now - 180_000), store.history.lateTimes(texts, now - 1_000_000, now + 1, 10));
    assertEquals(List.of(), store.history.lateTimes(series, now - 60_000, now + 1, 10));
  }

  @Test
  void ofManyLateReadingsTheNewestAreFound() {
    long now = System.currentTimeMillis();
    commit(
        IntStream.range(0, 100)
            .mapToObj(i -> new Reading(series, now - 200_000 + i, i, null))
            .toList());
    assertEquals(
        List.of(now - 199_903, now - 199_902, now - 199_901),
        store.history.lateTimes(series, now - 1_000_000, now, 3));
  }
}
