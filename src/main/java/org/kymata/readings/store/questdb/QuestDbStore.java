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
 * The telemetry store: QuestDB embedded through its engine, written by one thread, read by any.
 *
 * <p>Rows are ordered by {@code stored}, the hub's own clock at the commit, which only grows: a
 * commit out of order costs a hundred times one in order, and nodes' clocks are never in order (ADR
 * 3). A reading that comes over a minute after its time goes to a table of its own, so that a query
 * for a span of time needs no more than that span, and a minute, of the large one.
 */
public final class QuestDbStore implements AutoCloseable {

  public static final String NUMBERS = "readings";
  public static final String LATE = "late_readings";
  public static final String TEXTS = "texts";

  /** A reading stored later than this after its time is kept apart as late. */
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
   * Opens the store in {@code directory}, making it and its tables when they are not there. What is
   * damaged is set apart, in {@code damaged} beside it.
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
    StoreRepair doctor = new StoreRepair(directory, directory.resolveSibling("damaged"));
    CairoEngine engine = new CairoEngine(new QuestDbConfig(directory.toString()));
    List<String> broken = unreadableTables(engine);
    if (!broken.isEmpty()) {
      // An engine knows its tables from its start on, and must not see them go.
      engine.close();
      broken.forEach(doctor::quarantine);
      engine = new CairoEngine(new QuestDbConfig(directory.toString()));
    }
    return open(engine, broken, doctor, work.resolve("readings"), checkpoint);
  }

  private static QuestDbStore open(
      CairoEngine engine,
      List<String> broken,
      StoreRepair doctor,
      Path journal,
      Checkpoint checkpoint) {
    SqlExecutor sql = new SqlExecutor(engine);
    try {
      for (String table : List.of(NUMBERS, LATE, TEXTS)) {
        sql.execute(tableOf(table, table.equals(TEXTS) ? "string" : "double"));
        if (broken.contains(table)) {
          doctor.rescueTable(engine, table, table.equals(TEXTS));
        } else {
          doctor.checkNewestPartition(engine, sql, table, table.equals(TEXTS));
        }
      }
      TableWriters writers = new TableWriters(engine, new Journal(journal), checkpoint);
      long replayed = writers.recover();
      return new QuestDbStore(
          engine, sql, writers, doctor.findings().map(each -> each.withReplayed(replayed)));
    } catch (RuntimeException | Error e) {
      // Its files stay locked else, and a second try could only say that.
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

  /** What was found damaged when it was opened. */
  Optional<StoreRepair.RepairResult> repairResult() {
    return repairResult;
  }

  /**
   * Commits readings in one go; on return they are on disk. One thread only.
   *
   * @param storedMicros the hub's clock, larger than at every commit before
   */
  public void commit(List<Reading> readings, long storedMicros) {
    writers.commit(readings, storedMicros);
  }

  /**
   * Finds out whether a store that failed can be written again. One thread only, the one that
   * commits.
   *
   * @throws RuntimeException or an Error of the store, saying why not
   */
  public void retry() {
    writers.retry();
  }

  /** The largest {@code stored} that is on disk, in microseconds; 0 when there is none. */
  long newestStoredMicros() {
    return writers.newestStoredMicros();
  }

  /**
   * Drops the days that ended before {@code beforeMicros}. One thread only, the one that commits.
   *
   * @return how many were dropped
   */
  public int dropBefore(long beforeMicros) {
    return writers.dropBefore(beforeMicros);
  }

  /** Whether a reading that is stored then comes so long after its time that it is kept apart. */
  public static boolean isLate(Reading reading, long storedMicros) {
    return isLate(reading.timeMillis(), storedMicros);
  }

  static boolean isLate(long timeMillis, long storedMicros) {
    return storedMicros - timeMillis * 1000 > LATE_MICROS;
  }

  /** Runs a query. The record that {@code rows} sees is valid during that call alone. */
  public void query(String query, RowHandler rows) {
    sql.query(query, rows);
  }

  /** The quick way to many numbers of one series. */
  public SeriesScan scan() {
    return scan;
  }

  /** Brings all to disk, for good. What is stored can still be read. */
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
