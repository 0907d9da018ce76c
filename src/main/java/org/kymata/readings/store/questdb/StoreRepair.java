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
 * Looks at the start whether the newest day of each table is whole, sets damaged files apart, and
 * writes down anew what of them makes sense. Nothing is ever deleted (ADR 17).
 */
final class StoreRepair {

  private static final Logger LOG = System.getLogger(StoreRepair.class.getName());
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH-mm-ss.SSS").withZone(ZoneOffset.UTC);

  /**
   * What was found and done.
   *
   * @param folder where the damaged files are now
   * @param rescued how many readings of them are in the store again
   * @param lost how many are not; negative when nobody knows
   */
  record RepairResult(Path folder, long rescued, long lost) {
    /** After so many readings came from the journal, which has the newest. */
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
   * @param begin its first moment, in Unix microseconds
   * @param text whether its values are texts, and not numbers
   * @param symbols the series that its rows name by their place
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
   * Looks after the store in {@code store}.
   *
   * @param damaged where damaged files go, in a folder of this start
   */
  StoreRepair(Path store, Path damaged) {
    this.store = store;
    this.damagedFolder = damaged.resolve(STAMP.format(Instant.now()));
  }

  /** What was wrong; empty when nothing was. */
  Optional<RepairResult> findings() {
    return Optional.ofNullable(findings);
  }

  /**
   * Whether this table can be opened at all. If not its files are set apart, which must happen
   * while no engine is open.
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

  /** Sets a whole table apart; a new one takes its place. */
  void quarantine(String table) {
    move(store.resolve(table), damagedFolder.resolve(table));
  }

  /** Writes the rows of a table that was set apart into the new one. */
  void rescueTable(CairoEngine engine, String table, boolean text) {
    Path apart = damagedFolder.resolve(table);
    long rescued = 0;
    try (Stream<Path> days = Files.list(apart)) {
      List<String> symbols = PartitionFiles.symbols(apart);
      for (Path day : days.filter(Files::isDirectory).sorted().toList()) {
        Optional<Long> begin = dayOf(day);
        if (begin.isPresent()) {
          Partition old = new Partition(day, begin.get(), text, symbols);
          rescued += rescue(engine, table, old, Long.MAX_VALUE);
        }
      }
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.ERROR, "readings of " + apart + " could not be rescued", e);
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

  /** Examines the newest day of a table, and rescues it where it is damaged. */
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
    Path apart = damagedFolder.resolve(table).resolve(name);
    engine.releaseAllReaders();
    if (Files.exists(day.files())) {
      move(day.files(), apart);
    } else {
      DataDirectory.create(apart);
    }
    sql.execute(
        "alter table "
            + table
            + " force drop partition list '"
            + name.toString().substring(0, 10)
            + "'");
    long rescued = rescue(engine, table, day.at(apart), rows);
    report(table, new RepairResult(damagedFolder, rescued, rows - rescued));
  }

  private static void move(Path from, Path to) {
    try {
      DataDirectory.create(to.getParent());
      Files.move(from, to);
    } catch (IOException e) {
      throw new UncheckedIOException(from + " is damaged and cannot be set apart", e);
    }
  }

  /** In one commit: all that makes sense of a day, or nothing. */
  private static long rescue(CairoEngine engine, String table, Partition day, long most)
      throws IOException {
    try (PartitionFiles files = day.open();
        TableWriter writer = engine.getWriter(engine.verifyTableName(table), "rescue")) {
      long rows = files.validRows(most);
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
    List<String> words = new ArrayList<>();
    words.add("Kymata found damaged files of readings (" + table + ") and set them apart in");
    words.add(damagedFolder + ";");
    words.add(found.rescued + " of their readings were rescued,");
    words.add((found.lost < 0 ? "an unknown number" : found.lost) + " may be lost.");
    Console.println(String.join(" ", words));
  }
}
