package org.kymata.readings.store.questdb;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kymata.errors.DomainException;
import org.kymata.health.HealthIssue;
import org.kymata.nodes.Transport;
import org.kymata.readings.Reading;
import org.kymata.readings.ReadingStoreFixture;
import org.kymata.readings.Series;
import org.kymata.readings.ingest.IngestService;
import org.kymata.testing.NodesFixture;
import org.kymata.testing.SmallDisk;
import org.kymata.testing.Wiring;

/** Both stores on a real disk that is really full. */
class FullDiskTest {

  private static final int GROUP = 500;

  private SmallDisk disk;
  private ReadingStoreFixture store;
  private IngestService ingest;
  private Series series;
  private long stored;

  @BeforeEach
  void start() {
    disk = SmallDisk.inMemory(96);
    store = new ReadingStoreFixture(disk.directory());
    ingest = Wiring.start(store.newIngestService());
    series = store.numbers(NodesFixture.GREENHOUSE, "m");
  }

  @AfterEach
  void stop() {
    if (ingest != null) {
      ingest.close();
      store.closeAfterIntake();
    }
    if (disk != null) {
      disk.close();
    }
  }

  private void send() {
    List<Reading> readings = new ArrayList<>();
    for (int i = 0; i < GROUP; i++) {
      readings.add(new Reading(series, System.currentTimeMillis(), stored + i, null));
    }
    ingest.submit(Transport.REST, readings).toCompletableFuture().join();
    stored += GROUP;
  }

  private long count() {
    long[] found = {0};
    store
        .storeProvider
        .store()
        .query(
            "select count() from readings",
            row -> {
              found[0] = row.integer(0);
              return false;
            });
    return found[0];
  }

  @Test
  void readingsAreRejectedWhileTheDiskIsFullAndAcceptedAfterwards() {
    send();
    disk.fill(0);
    CompletionException refused =
        assertThrows(
            CompletionException.class,
            () -> {
              for (int i = 0; i < 10_000; i++) {
                send();
              }
            });
    assertEquals(503, ((DomainException) refused.getCause()).kind().status());
    assertTrue(refused.getCause().getMessage().contains("no space"), refused.getMessage());
    assertTrue(store.stage.issues.has(HealthIssue.READINGS_REFUSED));
    assertTrue(ingest.isFailing());
    assertEquals(stored, count(), "all that was acknowledged, and nothing else");

    disk.deleteFiller();

    // No node sends: the hub must find out by itself.
    await().until(() -> !ingest.isFailing());
    assertFalse(store.stage.issues.has(HealthIssue.READINGS_REFUSED));
    send();
    assertEquals(stored, count());
  }

  @Test
  void relationalStoreThatCouldNotWriteComesBack() {
    disk.fill(0);
    DomainException refused =
        assertThrows(
            DomainException.class,
            () -> {
              for (int i = 0; i < 1_000; i++) {
                store.stage.nodes.create("node-" + i);
              }
            });
    assertEquals(503, refused.kind().status());
    int known = store.stage.nodes.list().size();
    assertTrue(store.stage.issues.has(HealthIssue.DATABASE_AWAY));
    store.stage.database.checkAvailability();
    assertTrue(store.stage.issues.has(HealthIssue.DATABASE_AWAY), "it is still full");

    disk.deleteFiller();
    store.stage.database.checkAvailability();

    assertFalse(store.stage.issues.has(HealthIssue.DATABASE_AWAY));
    store.stage.nodes.create("afterwards");
    long rows =
        store.stage.database.read(
            entities ->
                entities
                    .createQuery("select count(n) from NodeRecord n", Long.class)
                    .getSingleResult());
    assertTrue(rows >= known + 1, rows + " of " + known + " nodes");
  }
}
