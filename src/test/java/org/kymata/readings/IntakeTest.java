package org.kymata.readings;

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
import org.kymata.nodes.Door;
import org.kymata.platform.DomainException;
import org.kymata.readings.Traffic.Fate;
import org.kymata.testing.Stage;
import org.kymata.testing.Wiring;

class IntakeTest {

  @TempDir private Path directory;

  private Store store;
  private Intake intake;
  private Series series;

  @BeforeEach
  void start() {
    store = new Store(directory);
    intake = Wiring.start(store.intake());
    series = store.numbers(Stage.GREENHOUSE, "m");
  }

  @AfterEach
  void stop() {
    if (intake != null) {
      intake.close();
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
        .telemetry
        .store()
        .query(
            "select count() from readings",
            row -> {
              count[0] = (int) row.getLong(0);
              return false;
            });
    return count[0];
  }

  /** Keeps the writer's thread busy until the latch is released. */
  private CountDownLatch holdWriter() {
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    intake.whenIdle(
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
      join(intake.offer(Door.REST, readings(1)));
      assertEquals(i, stored());
    }
  }

  @Test
  void whatIsAcknowledgedIsTheNewestOfItsSeries() {
    CountDownLatch writer = holdWriter();
    List<Reading> sent = readings(1);
    CompletionStage<Reading> newest =
        intake.offer(Door.REST, sent).thenApply(done -> series.newest());
    writer.countDown();
    assertEquals(sent.get(0), newest.toCompletableFuture().join());
  }

  @Test
  void emptyCallIsDoneAtOnce() {
    assertTrue(intake.offer(Door.REST, List.of()).toCompletableFuture().isDone());
  }

  @Test
  void whatWaitsIsCommittedAsOneGroup() {
    CountDownLatch writer = holdWriter();
    List<CompletionStage<Void>> calls = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      calls.add(intake.offer(Door.REST, readings(3)));
    }
    assertEquals(30, intake.waitingCount());
    writer.countDown();
    calls.forEach(IntakeTest::join);
    await().until(() -> store.committed.all().size() == 1);
    assertEquals(30, store.committed.all().get(0).readings().size());
    assertEquals(0, intake.waitingCount());
    assertEquals(30, store.traffic.count(Fate.COMMITTED));
  }

  @Test
  void moreThanMayWaitIsRefusedAndNoneOfItStored() {
    CountDownLatch writer = holdWriter();
    List<Reading> most = Collections.nCopies(intake.capacity(), readings(1).get(0));
    CompletionStage<Void> taken = intake.offer(Door.REST, most);
    DomainException refusal =
        assertThrows(DomainException.class, () -> intake.offer(Door.REST, readings(1)));
    assertEquals(429, refusal.kind().status());
    assertTrue(refusal.retryAfterSeconds().isPresent());
    assertEquals(1, store.traffic.count(Fate.SHED));
    assertEquals(intake.capacity(), intake.waitingCount());
    writer.countDown();
    join(taken);
    join(intake.offer(Door.REST, readings(1)));
    assertEquals(intake.capacity() + 1, stored());
  }

  @Test
  void floodIsTurnedAwayToTheReadingAndTheCalmNodeLosesNothing() {
    Series calm = store.numbers(Stage.DOOR, "m");
    CountDownLatch writer = holdWriter();
    List<CompletionStage<Void>> taken = new ArrayList<>();
    long shed = 0;
    for (int i = 0; i < 300; i++) {
      try {
        taken.add(intake.offer(Door.WS, readings(1_000)));
      } catch (DomainException e) {
        assertEquals(429, e.kind().status());
        shed += 1_000;
      }
      taken.add(
          intake.offer(Door.REST, List.of(new Reading(calm, System.currentTimeMillis(), i, null))));
    }
    assertTrue(shed >= 190_000, "only " + shed + " were turned away");
    writer.countDown();
    taken.forEach(IntakeTest::join);
    await().until(() -> intake.waitingCount() == 0);
    Traffic traffic = store.traffic;
    assertEquals(300, traffic.of(Door.REST).count(Fate.COMMITTED));
    assertEquals(0, traffic.of(Door.REST).count(Fate.SHED));
    assertEquals(shed, traffic.of(Door.WS).count(Fate.SHED));
    assertEquals(300_000 - shed, traffic.of(Door.WS).count(Fate.COMMITTED));
    assertEquals(300_000 - shed + 300, stored());
    assertEquals(shed, traffic.byNode().get(Stage.GREENHOUSE).count(Fate.SHED));
    assertEquals(300, traffic.byNode().get(Stage.DOOR).count(Fate.COMMITTED));
    assertTrue(traffic.shedSince(System.nanoTime() - 600_000_000_000L));
    assertEquals(traffic.count(Fate.COMMITTED), intake.times().sizes().sum());
  }

  @Test
  void readingsOfSeveralNodesInOneCallAreCountedAsTheirs() {
    Series other = store.numbers(Stage.DOOR, "m");
    List<Reading> mixed = new ArrayList<>(readings(2));
    mixed.add(new Reading(other, System.currentTimeMillis() - 120_000, 1, null));
    mixed.addAll(readings(1));
    join(intake.offer(Door.REST, mixed));
    await().until(() -> store.committed.all().size() == 1);
    assertEquals(3, store.traffic.byNode().get(Stage.GREENHOUSE).count(Fate.COMMITTED));
    assertEquals(1, store.traffic.byNode().get(Stage.DOOR).count(Fate.COMMITTED));
    assertEquals(1, store.traffic.byNode().get(Stage.DOOR).late());
    assertEquals(1, store.traffic.of(Door.REST).late());
  }

  @Test
  void cursorsGrowWithEachCommit() {
    for (int i = 0; i < 50; i++) {
      join(intake.offer(Door.REST, readings(1)));
    }
    await().until(() -> store.committed.all().size() == 50);
    List<Long> cursors = store.committed.all().stream().map(ReadingsCommitted::cursor).toList();
    assertEquals(cursors.stream().distinct().sorted().toList(), cursors);
  }

  @Test
  void nobodyHearsOfAReadingBeforeItsCommit() {
    List<Integer> storedWhenTold = Collections.synchronizedList(new ArrayList<>());
    store.committed.to(told -> storedWhenTold.add(stored()));
    join(intake.offer(Door.REST, readings(5)));
    await().until(() -> !storedWhenTold.isEmpty());
    assertEquals(List.of(5), storedWhenTold);
  }

  @Test
  void observerThatFailsStopsNothing() {
    store.committed.to(
        told -> {
          throw new IllegalStateException("an observer's own fault");
        });
    join(intake.offer(Door.REST, readings(1)));
    join(intake.offer(Door.REST, readings(1)));
    assertEquals(2, stored());
  }

  @Test
  void choreThatFailsStopsNothing() {
    intake.whenIdle(
        () -> {
          throw new IllegalStateException("a chore's own fault");
        });
    join(intake.offer(Door.REST, readings(1)));
    assertEquals(1, stored());
  }

  @Test
  void stopCommitsWhatWaitsAndTakesNoMore() {
    CountDownLatch writer = holdWriter();
    CompletionStage<Void> last = intake.offer(Door.REST, readings(7));
    Thread stopping = new Thread(intake::close);
    stopping.start();
    await()
        .until(
            () -> {
              try {
                intake.offer(Door.REST, readings(1));
                return false;
              } catch (DomainException e) {
                return e.kind().status() == 503;
              }
            });
    writer.countDown();
    join(last);
    await().until(() -> !stopping.isAlive());
    intake = null;
    TelemetryStore reopened =
        TelemetryStore.open(store.stage.settings.dataDir().resolve("telemetry"));
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
