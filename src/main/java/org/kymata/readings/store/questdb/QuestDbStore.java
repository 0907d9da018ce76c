package org.kymata.readings.store.questdb;

import io.questdb.cairo.CairoEngine;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.kymata.config.DataDirectory;
import org.kymata.readings.Reading;
import org.kymata.readings.store.RowHandler;

/**
 * The telemetry store: embedded QuestDB, written by one thread, read by any.
 *
 * <p>Rows are ordered by {@code stored}, the hub's own clock at the commit, which only grows: an
 * out-of-order commit costs a hundred times an ordered one, and nodes' clocks are never in order
 * (ADR 3). A reading that arrives over a minute after its time goes to a table of its own, so that
 * a query for a range reads only that range, and one minute more, of the large table.
 */
public final class QuestDbStore implements AutoCloseable {

  public static final String NUMBERS = "readings";
  public static final String LATE = "late_readings";
  public static final String TEXTS = "texts";

  /** A reading stored later than this after its time goes to the table of late readings. */
  public static final long LATE_MICROS = 60_000_000;

  private final CairoEngine engine;
  private final SqlExecutor sql;
  private final TableWriters writers;
  private final SeriesScan scan;
  private final Optional<StoreRepair.RepairResult> repairResult;

  private QuestDbStore(
      CairoEngine engine,
      SqlExecutor sql,
      TableWriters writers,
      Optional<StoreRepair.RepairResult> findings) {
    this.engine = engine;
    this.sql = sql;
    this.writers = writers;
    this.scan = new SeriesScan(engine);
    this.repairResult = findings;
  }

  /**
   * Opens the store in {@code directory}; creates it and its tables if needed. Moves damaged files
   * to {@code damaged} beside it.
   */
  public static QuestDbStore open(Path directory) {
    DataDirectory.create(directory);
    QuestDbLogging.install(directory);
    Path work = directory.resolveSibling("journal");
    Checkpoint checkpoint = new Checkpoint(directory, work.resolve("checkpoint"));
    for (String table : checkpoint.restore(LocalDate.now(ZoneOffset.UTC))) {
      IndexRebuilder.rebuild(new QuestDbConfig(directory.toString()), table);
    }
    checkpoint.delete();
    StoreRepair repair = new StoreRepair(directory, directory.resolveSibling("damaged"));
    CairoEngine engine = new CairoEngine(new QuestDbConfig(directory.toString()));
    List<String> broken = unreadableTables(engine);
    if (!broken.isEmpty()) {
      // An engine lists its tables when it starts, and must not see them vanish.
      engine.close();
      broken.forEach(repair::quarantine);
      engine = new CairoEngine(new QuestDbConfig(directory.toString()));
    }
    return open(engine, broken, repair, work.resolve("readings"), checkpoint);
  }

  private static QuestDbStore open(
      CairoEngine engine,
      List<String> broken,
      StoreRepair repair,
      Path journal,
      Checkpoint checkpoint) {
    SqlExecutor sql = new SqlExecutor(engine);
    try {
      for (String table : List.of(NUMBERS, LATE, TEXTS)) {
        sql.execute(tableOf(table, table.equals(TEXTS) ? "string" : "double"));
        if (broken.contains(table)) {
          repair.rescueTable(engine, table, table.equals(TEXTS));
        } else {
          repair.checkNewestPartition(engine, sql, table, table.equals(TEXTS));
        }
      }
      TableWriters writers = new TableWriters(engine, new Journal(journal), checkpoint);
      long replayed = writers.recover();
      return new QuestDbStore(
          engine, sql, writers, repair.findings().map(each -> each.withReplayed(replayed)));
    } catch (RuntimeException | Error e) {
      // Otherwise its files stay locked, and a second attempt would only report that.
      sql.close();
      engine.close();
      throw e;
    }
  }

  private static String tableOf(String name, String type) {
    return "create table if not exists "
        + name
        + " (stored timestamp, series symbol capacity 4096 index, time timestamp, value "
        + type
        + ") timestamp(stored) partition by day bypass wal";
  }

  private static List<String> unreadableTables(CairoEngine engine) {
    return Stream.of(NUMBERS, LATE, TEXTS)
        .filter(table -> !StoreRepair.canOpen(engine, table))
        .toList();
  }

  /** The damage that was found when the store was opened. */
  Optional<StoreRepair.RepairResult> repairResult() {
    return repairResult;
  }

  /**
   * Commits readings; they are on disk when this method returns. One thread only.
   *
   * @param storedMicros the hub's clock, larger than at every earlier commit
   */
  public void commit(List<Reading> readings, long storedMicros) {
    writers.commit(readings, storedMicros);
  }

  /**
   * Tests whether a store that failed can be written again. The committing thread only.
   *
   * @throws RuntimeException or an Error of the store, saying why not
   */
  public void retry() {
    writers.retry();
  }

  /** The largest {@code stored} on disk, in microseconds; 0 when there is none. */
  long newestStoredMicros() {
    return writers.newestStoredMicros();
  }

  /**
   * Drops the days that ended before {@code beforeMicros}. The committing thread only.
   *
   * @return how many were dropped
   */
  public int dropBefore(long beforeMicros) {
    return writers.dropBefore(beforeMicros);
  }

  /** Whether a reading stored at that time counts as late. */
  public static boolean isLate(Reading reading, long storedMicros) {
    return isLate(reading.timeMillis(), storedMicros);
  }

  static boolean isLate(long timeMillis, long storedMicros) {
    return storedMicros - timeMillis * 1000 > LATE_MICROS;
  }

  /** Runs a query. The row that {@code rows} gets is valid only during that call. */
  public void query(String query, RowHandler rows) {
    sql.query(query, rows);
  }

  /** Scans the numbers of one series, fast even for millions of readings. */
  public SeriesScan scan() {
    return scan;
  }

  /** Brings everything to disk, for the last time. Stored readings can still be read. */
  void endWriting() {
    writers.close();
  }

  /** Closes the files. */
  @Override
  public void close() {
    try {
      writers.close();
    } finally {
      sql.close();
      engine.close();
    }
  }
}
