package org.kymata.readings.store.questdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kymata.nodes.NodeId;
import org.kymata.readings.Reading;
import org.kymata.readings.Series;

/** Damages the files of a real store, as a bad memory card or a power failure does. */
class StoreRepairTest {

  private static final long DAY_MICROS = 24L * 3600 * 1_000_000;
  private static final long FIRST_DAY = 20_000 * DAY_MICROS;
  private static final int DAYS = 3;
  private static final int PER_DAY = 1_000;

  @TempDir private Path directory;

  private final Series[] series =
      IntStream.range(0, 5)
          .mapToObj(i -> new Series(new NodeId("k3f9x2ma"), "metric" + i, false))
          .toArray(Series[]::new);
  private final Series state = new Series(new NodeId("k3f9x2ma"), "state", true);
  private QuestDbStore store;

  @BeforeEach
  void fill() {
    open();
    for (int day = 0; day < DAYS; day++) {
      for (int i = 0; i < PER_DAY; i += 100) {
        commit(day, i);
      }
    }
    assertTrue(store.repairResult().isEmpty());
    store.close();
  }

  /** Readings that were stored long ago are only in the tables. */
  private void loseJournal() {
    try {
      Files.delete(directory.resolve("journal/readings"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void open() {
    store = QuestDbStore.open(directory.resolve("telemetry"));
  }

  private void commit(int day, int first) {
    long stored = FIRST_DAY + day * DAY_MICROS + (first + 1) * 1_000_000L;
    List<Reading> readings = new ArrayList<>();
    for (int i = first; i < first + 100; i++) {
      readings.add(new Reading(series[i % 5], stored / 1000, day * PER_DAY + i, null));
      readings.add(new Reading(state, stored / 1000, Double.NaN, "text é " + i));
    }
    store.commit(readings, stored);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private Path lastDay(String table) {
    try (Stream<Path> days = Files.list(directory.resolve("telemetry").resolve(table))) {
      return days.filter(Files::isDirectory).sorted().reduce((a, b) -> b).orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void truncate(Path file, long size) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(size);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void overwrite(Path file, long from, int length, int with) {
    byte[] bytes = new byte[length];
    java.util.Arrays.fill(bytes, (byte) with);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(bytes), from);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> values(String sql) {
    List<String> found = new ArrayList<>();
    store.query(
        sql,
        row -> {
          found.add(String.valueOf((long) row.number(0)));
          return true;
        });
    return found;
  }

  private long count(String sql) {
    long[] found = {0};
    store.query(
        sql,
        row -> {
          found[0] = row.integer(0);
          return false;
        });
    return found[0];
  }

  /**
   * Opens the damaged store and checks that everything but the lost rows is there, and that it
   * works.
   */
  private void assertRescued(String table, long rescued, long lost) {
    loseJournal();
    open();
    StoreRepair.RepairResult found = store.repairResult().orElseThrow();
    assertEquals(rescued, found.rescued());
    assertEquals(lost, found.lost());
    assertTrue(Files.isDirectory(found.folder().resolve(table)), "the files are kept");
    long kept = (long) DAYS * PER_DAY - Math.max(lost, 0);
    assertEquals(kept, count("select count() from " + table));
    boolean text = table.equals(QuestDbStore.TEXTS);
    if (!text) {
      List<String> expected = IntStream.range(0, (int) kept).mapToObj(String::valueOf).toList();
      assertEquals(expected, values("select value from readings"));
      assertEquals(
          kept / 5, count("select count() from readings where series = 'k3f9x2ma:metric3'"));
    }
    commit(DAYS, 0);
    assertEquals(kept + 100, count("select count() from " + table));
    store.close();
    open();
    assertTrue(store.repairResult().isEmpty(), "a repaired store is intact");
    assertEquals(kept + 100, count("select count() from " + table));
  }

  @Test
  void intactStoreIsNotRepaired() {
    open();
    assertTrue(store.repairResult().isEmpty());
    assertFalse(Files.exists(directory.resolve("damaged")));
  }

  @Test
  void columnCutInTheMiddleCostsWhatWasCutOff() {
    truncate(lastDay("readings").resolve("value.d"), 600 * 8);
    assertRescued("readings", 600, 400);
  }

  @Test
  void pagesOfZeroesCostWhatWasInThem() {
    overwrite(lastDay("readings").resolve("stored.d"), 500 * 8, 500 * 8, 0);
    assertRescued("readings", 500, 500);
  }

  @Test
  void journalBringsBackWhatItHasOfADamagedDay() {
    overwrite(lastDay("readings").resolve("stored.d"), 500 * 8, 500 * 8, 0);
    open();
    assertEquals(0, store.repairResult().orElseThrow().lost());
    assertEquals(1_000, store.repairResult().orElseThrow().rescued());
    List<String> expected = IntStream.range(0, DAYS * PER_DAY).mapToObj(String::valueOf).toList();
    assertEquals(expected, values("select value from readings"));
  }

  @Test
  void unknownSeriesCostTheRestOfTheDay() {
    overwrite(lastDay("readings").resolve("series.d"), 700 * 4, 300 * 4, 0x7f);
    assertRescued("readings", 700, 300);
  }

  @Test
  void lostIndexCostsNothing() {
    Path index = lastDay("readings").resolve("series.k");
    overwrite(index, 64, (int) index.toFile().length() - 64, 0);
    assertRescued("readings", 1_000, 0);
  }

  @Test
  void missingDayCostsThatDay() throws IOException {
    Files.move(lastDay("readings"), directory.resolve("gone"));
    assertRescued("readings", 0, 1_000);
  }

  @Test
  void textsAreRescuedToo() {
    truncate(lastDay("texts").resolve("value.i"), 250 * 8);
    assertRescued("texts", 250, 750);
  }

  @Test
  void tableThatCannotBeOpenedIsWrittenAnew() {
    Path transactions = directory.resolve("telemetry/readings/_txn");
    overwrite(transactions, 0, (int) transactions.toFile().length(), 0xff);
    assertRescued("readings", DAYS * PER_DAY, -1);
  }

  @Test
  void emptyTransactionFileIsAsGoodAsNone() {
    truncate(directory.resolve("telemetry/readings/_txn"), 0);
    assertRescued("readings", DAYS * PER_DAY, -1);
  }
}
