package org.kymata.hostmetrics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.kymata.hostmetrics.ProcessList.Row;

/**
 * The processes of this Linux machine, read only when a person looks at them. Thread-safe.
 *
 * <p>A reading opens one file a process. CPU usage is measured since the previous reading, so it is
 * absent from the first one and from one more than 10 s later. Users and command lines are read
 * once for each process that is listed.
 */
final class ProcessTable {
  /** Further processes are counted, but not read. */
  static final int MAX_PROCESSES = 4096;

  private static final long FORGOTTEN_NANOS = TimeUnit.SECONDS.toNanos(10);

  /**
   * Calls within this time share one reading: in a shorter time, one tick would distort the usage.
   */
  private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(900);

  /** With thousands of processes, reading takes at most a fiftieth of the time. */
  private static final long SHARE_OF_TIME = 50;

  private static final long LONGEST_FRESH_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final int MAX_COMMAND_BYTES = 4096;
  private static final double NANOS_PER_TICK = 1e9 / ProcessStat.TICKS_PER_SECOND;
  private static final long MILLIS_PER_TICK = 1000 / ProcessStat.TICKS_PER_SECOND;

  private final ProcFs procFs;
  private final long pageBytes;
  private final UserNames users = new UserNames();

  private Map<Long, KnownProcess> known = Map.of();
  private OptionalLong bootMillis = OptionalLong.empty();
  private boolean sampled;
  private long sampledNanos;
  private long sampledMillis;
  private long freshNanos;
  private int total;

  ProcessTable(ProcFs procFs) {
    this.procFs = procFs;
    this.pageBytes = procFs.pageBytes();
  }

  /** A process of the last reading, with the values that are not read again. */
  private static final class KnownProcess {
    final ProcessStat stat;
    OptionalDouble cpuPercent = OptionalDouble.empty();
    String user;
    Optional<String> command;

    KnownProcess(ProcessStat stat) {
      this.stat = stat;
    }
  }

  /**
   * Lists the processes; calls within a short time share one reading.
   *
   * @param all whether to return the complete table, at most {@value #MAX_PROCESSES}, or only its
   *     top
   * @param withCommands whether to read command lines
   */
  synchronized ProcessList list(boolean all, boolean withCommands) {
    return list(all, withCommands, System.currentTimeMillis(), System.nanoTime());
  }

  synchronized ProcessList list(boolean all, boolean withCommands, long nowMillis, long nowNanos) {
    if (!sampled || nowNanos - sampledNanos >= freshNanos) {
      read(nowMillis, nowNanos);
    }
    List<Row> rows = new ArrayList<>(known.size());
    known.values().forEach(each -> rows.add(row(each, "", Optional.empty())));
    List<Row> shown =
        ProcessList.select(rows, all, MAX_PROCESSES).stream()
            .map(row -> withDetails(known.get(row.pid()), withCommands))
            .toList();
    return new ProcessList(sampledMillis, total, shown);
  }

  private void read(long nowMillis, long nowNanos) {
    final long started = System.nanoTime();
    boolean comparable = sampled && nowNanos - sampledNanos <= FORGOTTEN_NANOS;
    Map<Long, KnownProcess> now = new LinkedHashMap<>();
    total = 0;
    for (String name : procFs.names("proc")) {
      if (!Character.isDigit(name.charAt(0))) {
        continue;
      }
      total++;
      if (now.size() < MAX_PROCESSES) {
        // A process that ended since it was listed is left out.
        procFs
            .utf8Text("proc/" + name + "/stat")
            .flatMap(ProcessStat::parse)
            .ifPresent(stat -> now.put(stat.pid(), since(stat, comparable, nowNanos)));
      }
    }
    known = now;
    bootMillis = bootTime(nowMillis);
    sampled = true;
    sampledNanos = nowNanos;
    sampledMillis = nowMillis;
    long minFreshNanos = (System.nanoTime() - started) * SHARE_OF_TIME;
    // The first reading is slow for other reasons, and the second has the CPU usage that people
    // wait for.
    freshNanos =
        comparable
            ? Math.max(FRESH_NANOS, Math.min(minFreshNanos, LONGEST_FRESH_NANOS))
            : FRESH_NANOS;
  }

  private KnownProcess since(ProcessStat stat, boolean comparable, long nowNanos) {
    KnownProcess now = new KnownProcess(stat);
    KnownProcess previous = known.get(stat.pid());
    // The system reuses a process id; the start time differs then.
    if (previous == null || previous.stat.startTicks() != stat.startTicks()) {
      return now;
    }
    long ticks = stat.cpuTicks() - previous.stat.cpuTicks();
    if (comparable && ticks >= 0) {
      double percent = 100 * ticks * NANOS_PER_TICK / (nowNanos - sampledNanos);
      now.cpuPercent = OptionalDouble.of(Math.round(percent * 10) / 10.0);
    }
    // A process that executes another program usually has another name and command line.
    if (previous.stat.name().equals(stat.name())) {
      now.user = previous.user;
      now.command = previous.command;
    }
    return now;
  }

  /** Boot time; kept constant, since otherwise all start times would jitter with it. */
  private OptionalLong bootTime(long nowMillis) {
    double uptime =
        procFs
            .text("proc/uptime")
            .map(text -> ProcFields.decimal(new ProcFields(text).next()))
            .orElse(-1.0);
    if (uptime < 0) {
      return bootMillis;
    }
    long estimate = nowMillis - Math.round(uptime * 1000);
    boolean steady = bootMillis.isPresent() && Math.abs(estimate - bootMillis.getAsLong()) < 5_000;
    return steady ? bootMillis : OptionalLong.of(estimate);
  }

  private Row withDetails(KnownProcess process, boolean withCommands) {
    String folder = "proc/" + process.stat.pid();
    if (process.user == null) {
      process.user = users.of(procFs.file(folder), sampledNanos);
    }
    if (withCommands && process.command == null) {
      process.command =
          procFs.bytes(folder + "/cmdline", MAX_COMMAND_BYTES).flatMap(CommandLine::redacted);
    }
    return row(process, process.user, withCommands ? process.command : Optional.empty());
  }

  private Row row(KnownProcess process, String user, Optional<String> command) {
    ProcessStat stat = process.stat;
    return new Row(
        stat.pid(),
        stat.name(),
        user,
        stat.state(),
        process.cpuPercent,
        stat.residentPages() * pageBytes,
        stat.threads(),
        bootMillis.orElse(0) + stat.startTicks() * MILLIS_PER_TICK,
        command);
  }
}
