package org.kymata.vitals;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.kymata.vitals.ProcessList.Row;

/**
 * The processes of this Linux machine, read only when somebody looks. Thread-safe.
 *
 * <p>A look reads one file a process. Use of the processor is measured since the look before: the
 * first look, and one that comes more than 10 s after the last, has none. Users and command lines
 * are read once for each process that is shown.
 */
final class ProcessTable {
  /** More processes than this are counted and not read. */
  static final int MAX_PROCESSES = 4096;

  private static final long FORGOTTEN_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** Who looks again within this time sees the same: shorter, a tick would be much of a share. */
  private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(900);

  /** With thousands of processes, reading takes at most a fiftieth of the time. */
  private static final long SHARE_OF_TIME = 50;

  private static final long LONGEST_FRESH_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final int MOST_COMMAND_BYTES = 4096;
  private static final double NANOS_PER_TICK = 1e9 / ProcessStat.TICKS_PER_SECOND;
  private static final long MILLIS_PER_TICK = 1000 / ProcessStat.TICKS_PER_SECOND;

  private final Kernel kernel;
  private final long pageBytes;
  private final UserNames users = new UserNames();

  private Map<Long, Seen> seen = Map.of();
  private OptionalLong bootMillis = OptionalLong.empty();
  private boolean looked;
  private long lookedNanos;
  private long lookedMillis;
  private long freshNanos;
  private int total;

  ProcessTable(Kernel kernel) {
    this.kernel = kernel;
    this.pageBytes = kernel.pageBytes();
  }

  /** A process that was there at the last look, with what is not read again. */
  private static final class Seen {
    final ProcessStat stat;
    OptionalDouble cpuPercent = OptionalDouble.empty();
    String user;
    Optional<String> command;

    Seen(ProcessStat stat) {
      this.stat = stat;
    }
  }

  /**
   * Looks, unless somebody else has just looked.
   *
   * @param all whether to show the whole table, at most {@value #MAX_PROCESSES}, or the top of it
   * @param withCommands whether to read command lines
   */
  synchronized ProcessList look(boolean all, boolean withCommands) {
    return look(all, withCommands, System.currentTimeMillis(), System.nanoTime());
  }

  synchronized ProcessList look(boolean all, boolean withCommands, long nowMillis, long nowNanos) {
    if (!looked || nowNanos - lookedNanos >= freshNanos) {
      read(nowMillis, nowNanos);
    }
    List<Row> rows = new ArrayList<>(seen.size());
    seen.values().forEach(each -> rows.add(row(each, "", Optional.empty())));
    List<Row> shown =
        ProcessList.choose(rows, all, MAX_PROCESSES).stream()
            .map(row -> described(seen.get(row.pid()), withCommands))
            .toList();
    return new ProcessList(lookedMillis, total, shown);
  }

  private void read(long nowMillis, long nowNanos) {
    final long started = System.nanoTime();
    boolean comparable = looked && nowNanos - lookedNanos <= FORGOTTEN_NANOS;
    Map<Long, Seen> now = new LinkedHashMap<>();
    total = 0;
    for (String name : kernel.names("proc")) {
      if (!Character.isDigit(name.charAt(0))) {
        continue;
      }
      total++;
      if (now.size() < MAX_PROCESSES) {
        // One that has ended since it was listed is not there any more.
        kernel
            .unicode("proc/" + name + "/stat")
            .flatMap(ProcessStat::parse)
            .ifPresent(stat -> now.put(stat.pid(), since(stat, comparable, nowNanos)));
      }
    }
    seen = now;
    bootMillis = boot(nowMillis);
    looked = true;
    lookedNanos = nowNanos;
    lookedMillis = nowMillis;
    long wanted = (System.nanoTime() - started) * SHARE_OF_TIME;
    // The first look is slow for other reasons, and the second brings what is waited for.
    freshNanos =
        comparable ? Math.max(FRESH_NANOS, Math.min(wanted, LONGEST_FRESH_NANOS)) : FRESH_NANOS;
  }

  private Seen since(ProcessStat stat, boolean comparable, long nowNanos) {
    Seen now = new Seen(stat);
    Seen before = seen.get(stat.pid());
    // A number is given again when its process has ended; the time of its start is another then.
    if (before == null || before.stat.startTicks() != stat.startTicks()) {
      return now;
    }
    long ticks = stat.cpuTicks() - before.stat.cpuTicks();
    if (comparable && ticks >= 0) {
      double percent = 100 * ticks * NANOS_PER_TICK / (nowNanos - lookedNanos);
      now.cpuPercent = OptionalDouble.of(Math.round(percent * 10) / 10.0);
    }
    // Another program in the same process has another name, as a rule, and another command line.
    if (before.stat.name().equals(stat.name())) {
      now.user = before.user;
      now.command = before.command;
    }
    return now;
  }

  /** When the machine was started: held still, else every start time would shake with it. */
  private OptionalLong boot(long nowMillis) {
    double uptime =
        kernel
            .text("proc/uptime")
            .map(text -> Fields.decimal(new Fields(text).next()))
            .orElse(-1.0);
    if (uptime < 0) {
      return bootMillis;
    }
    long estimate = nowMillis - Math.round(uptime * 1000);
    boolean steady = bootMillis.isPresent() && Math.abs(estimate - bootMillis.getAsLong()) < 5_000;
    return steady ? bootMillis : OptionalLong.of(estimate);
  }

  private Row described(Seen process, boolean withCommands) {
    String folder = "proc/" + process.stat.pid();
    if (process.user == null) {
      process.user = users.of(kernel.file(folder), lookedNanos);
    }
    if (withCommands && process.command == null) {
      process.command =
          kernel.bytes(folder + "/cmdline", MOST_COMMAND_BYTES).flatMap(CommandLine::shown);
    }
    return row(process, process.user, withCommands ? process.command : Optional.empty());
  }

  private Row row(Seen process, String user, Optional<String> command) {
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
