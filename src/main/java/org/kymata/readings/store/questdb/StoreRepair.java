package org.kymata.readings.store.questdb;

import io.questdb.cairo.CairoEngine;
import io.questdb.cairo.TableReader;
import io.questdb.cairo.TableToken;
import io.questdb.cairo.TableWriter;
import io.questdb.cairo.TxReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.kymata.config.Console;
import org.kymata.config.DataDirectory;

/**
 * Checks at the start whether the newest day of each table is intact, moves damaged files away, and
 * writes their valid rows again. Never deletes anything (ADR 17).
 */
final class StoreRepair {

  private static final Logger LOG = System.getLogger(StoreRepair.class.getName());
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH-mm-ss.SSS").withZone(ZoneOffset.UTC);

  /**
   * The result of a repair.
   *
   * @param folder where the damaged files are now
   * @param rescued number of readings that were written again
   * @param lost number of readings that were not; negative when unknown
   */
  record RepairResult(Path folder, long rescued, long lost) {
    /** The result after the journal restored {@code back} readings, the newest ones. */
    RepairResult withReplayed(long readings) {
      long back = Math.max(0, Math.min(lost, readings));
      return new RepairResult(folder, rescued + back, lost - back);
    }

    private RepairResult plus(RepairResult other) {
      boolean unknown = lost < 0 || other.lost < 0;
      return new RepairResult(folder, rescued + other.rescued, unknown ? -1 : lost + other.lost);
    }
  }

  /**
   * The files of one day.
   *
   * @param begin start of the day, in Unix microseconds
   * @param text whether its values are texts
   * @param symbols the series, in the order of the keys in its rows
   */
  private record Partition(Path files, long begin, boolean text, List<String> symbols) {
    PartitionFiles open() throws IOException {
      return new PartitionFiles(files, begin, text, symbols.size());
    }

    Partition at(Path elsewhere) {
      return new Partition(elsewhere, begin, text, symbols);
    }
  }

  private final Path store;
  private final Path damagedFolder;
  private RepairResult findings;

  /**
   * Creates the repair of the store in {@code store}.
   *
   * @param damaged receives damaged files, in a folder of this start
   */
  StoreRepair(Path store, Path damaged) {
    this.store = store;
    this.damagedFolder = damaged.resolve(STAMP.format(Instant.now()));
  }

  /** The result of all repairs; empty when nothing was damaged. */
  Optional<RepairResult> findings() {
    return Optional.ofNullable(findings);
  }

  /**
   * Checks whether this table can be opened. If not, moves its files away, which must happen while
   * no engine is open.
   */
  static boolean canOpen(CairoEngine engine, String table) {
    TableToken token = engine.getTableTokenIfExists(table);
    if (token == null) {
      return true;
    }
    try (TableReader reader = engine.getReader(token)) {
      return reader.getPartitionCount() >= 0;
    } catch (RuntimeException | Error e) {
      LOG.log(Level.WARNING, "the table " + table + " cannot be opened", e);
      return false;
    }
  }

  /** Moves a complete table away; a new one replaces it. */
  void quarantine(String table) {
    move(store.resolve(table), damagedFolder.resolve(table));
  }

  /** Writes the rows of a table that was moved away into the new one. */
  void rescueTable(CairoEngine engine, String table, boolean text) {
    Path movedTo = damagedFolder.resolve(table);
    long rescued = 0;
    try (Stream<Path> days = Files.list(movedTo)) {
      List<String> symbols = PartitionFiles.symbols(movedTo);
      for (Path day : days.filter(Files::isDirectory).sorted().toList()) {
        Optional<Long> begin = dayOf(day);
        if (begin.isPresent()) {
          Partition old = new Partition(day, begin.get(), text, symbols);
          rescued += rescue(engine, table, old, Long.MAX_VALUE);
        }
      }
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.ERROR, "readings of " + movedTo + " could not be rescued", e);
    }
    report(table, new RepairResult(damagedFolder, rescued, -1));
  }

  private static Optional<Long> dayOf(Path day) {
    try {
      String name = day.getFileName().toString();
      LocalDate date = LocalDate.parse(name.substring(0, Math.min(10, name.length())));
      return Optional.of(date.toEpochDay() * 24 * 3600 * 1_000_000L);
    } catch (java.time.format.DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** Checks the newest day of a table, and repairs it if it is damaged. */
  void checkNewestPartition(CairoEngine engine, SqlExecutor sql, String table, boolean text) {
    long rows;
    long begin;
    String name;
    try (TableReader reader = engine.getReader(engine.verifyTableName(table))) {
      TxReader committed = reader.getTxFile();
      int last = committed.getPartitionCount() - 1;
      if (last < 0 || committed.getPartitionSize(last) == 0) {
        return;
      }
      rows = committed.getPartitionSize(last);
      begin = committed.getPartitionTimestampByIndex(last);
      String date = LocalDate.ofEpochDay(begin / (24 * 3600 * 1_000_000L)).toString();
      long version = committed.getPartitionNameTxn(last);
      name = version < 0 ? date : date + "." + version;
    }
    Path files = store.resolve(table);
    try {
      Partition day =
          new Partition(files.resolve(name), begin, text, PartitionFiles.symbols(files));
      if (!isIntact(day, rows)) {
        rebuildPartition(engine, sql, table, day, rows);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isIntact(Partition day, long rows) throws IOException {
    try (PartitionFiles files = day.open()) {
      return files.validRows(rows) == rows && files.isIndexed(rows);
    }
  }

  private void rebuildPartition(
      CairoEngine engine, SqlExecutor sql, String table, Partition day, long rows)
      throws IOException {
    Path name = day.files().getFileName();
    Path movedTo = damagedFolder.resolve(table).resolve(name);
    engine.releaseAllReaders();
    if (Files.exists(day.files())) {
      move(day.files(), movedTo);
    } else {
      DataDirectory.create(movedTo);
    }
    sql.execute(
        "alter table "
            + table
            + " force drop partition list '"
            + name.toString().substring(0, 10)
            + "'");
    long rescued = rescue(engine, table, day.at(movedTo), rows);
    report(table, new RepairResult(damagedFolder, rescued, rows - rescued));
  }

  private static void move(Path from, Path to) {
    try {
      DataDirectory.create(to.getParent());
      Files.move(from, to);
    } catch (IOException e) {
      throw new UncheckedIOException(from + " is damaged and cannot be moved away", e);
    }
  }

  /** Writes the valid rows of a day in one commit: all or none. */
  private static long rescue(CairoEngine engine, String table, Partition day, long maxRows)
      throws IOException {
    try (PartitionFiles files = day.open();
        TableWriter writer = engine.getWriter(engine.verifyTableName(table), "rescue")) {
      long rows = files.validRows(maxRows);
      for (int i = 0; i < rows; i++) {
        TableWriter.Row row = writer.newRow(files.storedMicros(i));
        row.putSym(TableWriters.SERIES, day.symbols().get(files.series(i)));
        row.putTimestamp(TableWriters.TIME, files.timeMicros(i));
        if (day.text()) {
          row.putStr(TableWriters.VALUE, files.text(i));
        } else {
          row.putDouble(TableWriters.VALUE, files.number(i));
        }
        row.append();
      }
      writer.commit();
      return rows;
    }
  }

  private void report(String table, RepairResult found) {
    findings = findings == null ? found : findings.plus(found);
    List<String> message = new ArrayList<>();
    message.add("Kymata found damaged files of readings (" + table + ") and set them apart in");
    message.add(damagedFolder + ";");
    message.add(found.rescued + " of their readings were rescued,");
    message.add((found.lost < 0 ? "an unknown number" : found.lost) + " may be lost.");
    Console.println(String.join(" ", message));
  }
}
