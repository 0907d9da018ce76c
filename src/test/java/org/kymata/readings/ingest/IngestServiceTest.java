package org.kymata.readings.ingest;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kymata.errors.DomainException;
import org.kymata.nodes.Transport;
import org.kymata.readings.Reading;
import org.kymata.readings.ReadingStoreFixture;
import org.kymata.readings.ReadingsCommitted;
import org.kymata.readings.Series;
import org.kymata.readings.ingest.IngestStats.Outcome;
import org.kymata.readings.store.questdb.QuestDbStore;
import org.kymata.testing.NodesFixture;
import org.kymata.testing.Wiring;

class IngestServiceTest {

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
    if (ingest != null) {
      ingest.close();
    }
    store.closeAfterIntake();
  }

  private List<Reading> readings(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new Reading(series, System.currentTimeMillis(), i, null))
        .toList();
  }

  private static void join(CompletionStage<Void> committed) {
    committed.toCompletableFuture().join();
  }

  private int stored() {
    int[] count = {0};
    store
        .storeProvider
        .store()
        .query(
            "select count() from readings",
            row -> {
              count[0] = (int) row.integer(0);
              return false;
            });
    return count[0];
  }

  /** Keeps the writer's thread busy until the latch is released. */
  private CountDownLatch holdWriter() {
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    ingest.runBetweenCommits(
        () -> {
          busy.countDown();
          try {
            release.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    try {
      busy.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return release;
  }

  @Test
  void whatIsAcknowledgedIsStored() {
    for (int i = 1; i <= 20; i++) {
      join(ingest.submit(Transport.REST, readings(1)));
      assertEquals(i, stored());
    }
  }

  @Test
  void whatIsAcknowledgedIsTheNewestOfItsSeries() {
    CountDownLatch writer = holdWriter();
    List<Reading> sent = readings(1);
    CompletionStage<Reading> newest =
        ingest.submit(Transport.REST, sent).thenApply(done -> series.newest());
    writer.countDown();
    assertEquals(sent.get(0), newest.toCompletableFuture().join());
  }

  @Test
  void emptyCallIsDoneAtOnce() {
    assertTrue(ingest.submit(Transport.REST, List.of()).toCompletableFuture().isDone());
  }

  @Test
  void whatWaitsIsCommittedAsOneGroup() {
    CountDownLatch writer = holdWriter();
    List<CompletionStage<Void>> calls = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      calls.add(ingest.submit(Transport.REST, readings(3)));
    }
    assertEquals(30, ingest.waitingCount());
    writer.countDown();
    calls.forEach(IngestServiceTest::join);
    await().until(() -> store.committed.events().size() == 1);
    assertEquals(30, store.committed.events().get(0).readings().size());
    assertEquals(0, ingest.waitingCount());
    assertEquals(30, store.stats.count(Outcome.COMMITTED));
  }

  @Test
  void batchOverTheCapacityIsRejectedAndNoneOfItStored() {
    CountDownLatch writer = holdWriter();
    List<Reading> allowed = Collections.nCopies(ingest.capacity(), readings(1).get(0));
    CompletionStage<Void> taken = ingest.submit(Transport.REST, allowed);
    DomainException failure =
        assertThrows(DomainException.class, () -> ingest.submit(Transport.REST, readings(1)));
    assertEquals(429, failure.kind().status());
    assertTrue(failure.retryAfterSeconds().isPresent());
    assertEquals(1, store.stats.count(Outcome.SHED));
    assertEquals(ingest.capacity(), ingest.waitingCount());
    writer.countDown();
    join(taken);
    join(ingest.submit(Transport.REST, readings(1)));
    assertEquals(ingest.capacity() + 1, stored());
  }

  @Test
  void floodIsRateLimitedAndCountedAndTheCalmNodeLosesNothing() {
    Series calm = store.numbers(NodesFixture.DOOR, "m");
    CountDownLatch writer = holdWriter();
    List<CompletionStage<Void>> taken = new ArrayList<>();
    long shed = 0;
    for (int i = 0; i < 300; i++) {
      try {
        taken.add(ingest.submit(Transport.WS, readings(1_000)));
      } catch (DomainException e) {
        assertEquals(429, e.kind().status());
        shed += 1_000;
      }
      taken.add(
          ingest.submit(
              Transport.REST, List.of(new Reading(calm, System.currentTimeMillis(), i, null))));
    }
    assertTrue(shed >= 190_000, "only " + shed + " were rejected");
    writer.countDown();
    taken.forEach(IngestServiceTest::join);
    await().until(() -> ingest.waitingCount() == 0);
    IngestStats traffic = store.stats;
    assertEquals(300, traffic.ofTransport(Transport.REST).count(Outcome.COMMITTED));
    assertEquals(0, traffic.ofTransport(Transport.REST).count(Outcome.SHED));
    assertEquals(shed, traffic.ofTransport(Transport.WS).count(Outcome.SHED));
    assertEquals(300_000 - shed, traffic.ofTransport(Transport.WS).count(Outcome.COMMITTED));
    assertEquals(300_000 - shed + 300, stored());
    assertEquals(shed, traffic.byNode().get(NodesFixture.GREENHOUSE).count(Outcome.SHED));
    assertEquals(300, traffic.byNode().get(NodesFixture.DOOR).count(Outcome.COMMITTED));
    assertTrue(traffic.rateLimitedSince(System.nanoTime() - 600_000_000_000L));
    assertEquals(traffic.count(Outcome.COMMITTED), ingest.histograms().batchSizes().sum());
  }

  @Test
  void readingsOfSeveralNodesInOneCallAreCountedAsTheirs() {
    Series other = store.numbers(NodesFixture.DOOR, "m");
    List<Reading> mixed = new ArrayList<>(readings(2));
    mixed.add(new Reading(other, System.currentTimeMillis() - 120_000, 1, null));
    mixed.addAll(readings(1));
    join(ingest.submit(Transport.REST, mixed));
    await().until(() -> store.committed.events().size() == 1);
    assertEquals(3, store.stats.byNode().get(NodesFixture.GREENHOUSE).count(Outcome.COMMITTED));
    assertEquals(1, store.stats.byNode().get(NodesFixture.DOOR).count(Outcome.COMMITTED));
    assertEquals(1, store.stats.byNode().get(NodesFixture.DOOR).late());
    assertEquals(1, store.stats.ofTransport(Transport.REST).late());
  }

  @Test
  void cursorsGrowWithEachCommit() {
    for (int i = 0; i < 50; i++) {
      join(ingest.submit(Transport.REST, readings(1)));
    }
    await().until(() -> store.committed.events().size() == 50);
    List<Long> cursors = store.committed.events().stream().map(ReadingsCommitted::cursor).toList();
    assertEquals(cursors.stream().distinct().sorted().toList(), cursors);
  }

  @Test
  void noObserverGetsAReadingBeforeItsCommit() {
    List<Integer> storedWhenTold = Collections.synchronizedList(new ArrayList<>());
    store.committed.observe(event -> storedWhenTold.add(stored()));
    join(ingest.submit(Transport.REST, readings(5)));
    await().until(() -> !storedWhenTold.isEmpty());
    assertEquals(List.of(5), storedWhenTold);
  }

  @Test
  void observerThatFailsStopsNothing() {
    store.committed.observe(
        event -> {
          throw new IllegalStateException("an observer's own fault");
        });
    join(ingest.submit(Transport.REST, readings(1)));
    join(ingest.submit(Transport.REST, readings(1)));
    assertEquals(2, stored());
  }

  @Test
  void choreThatFailsStopsNothing() {
    ingest.runBetweenCommits(
        () -> {
          throw new IllegalStateException("a chore's own fault");
        });
    join(ingest.submit(Transport.REST, readings(1)));
    assertEquals(1, stored());
  }

  @Test
  void stopCommitsWhatWaitsAndTakesNoMore() {
    CountDownLatch writer = holdWriter();
    CompletionStage<Void> last = ingest.submit(Transport.REST, readings(7));
    Thread stopping = new Thread(ingest::close);
    stopping.start();
    await()
        .until(
            () -> {
              try {
                ingest.submit(Transport.REST, readings(1));
                return false;
              } catch (DomainException e) {
                return e.kind().status() == 503;
              }
            });
    writer.countDown();
    join(last);
    await().until(() -> !stopping.isAlive());
    ingest = null;
    QuestDbStore reopened = QuestDbStore.open(store.stage.settings.dataDir().resolve("telemetry"));
    int[] rows = {0};
    reopened.query(
        "select value from readings",
        row -> {
          rows[0]++;
          return true;
        });
    reopened.close();
    assertTrue(rows[0] >= 7, () -> rows[0] + " rows");
  }
}
