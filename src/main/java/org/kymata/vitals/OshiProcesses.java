package org.kymata.vitals;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import org.kymata.vitals.ProcessList.Row;
import oshi.software.os.OSProcess;
import oshi.spi.SystemInfoProvider;

/** The processes of a machine that is no Linux. One thread at a time. */
final class OshiProcesses {
  private static final long FORGOTTEN_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(900);

  private final SystemInfoProvider machine;
  private Map<Integer, OSProcess> before = Map.of();
  private Map<Integer, OSProcess> now = Map.of();
  private boolean looked;
  private long lookedNanos;
  private long lookedMillis;

  OshiProcesses(SystemInfoProvider machine) {
    this.machine = machine;
  }

  /** As {@link Processes#look}. */
  ProcessList look(boolean all, boolean withCommands) {
    long nowNanos = System.nanoTime();
    if (!looked || nowNanos - lookedNanos >= FRESH_NANOS) {
      boolean comparable = looked && nowNanos - lookedNanos <= FORGOTTEN_NANOS;
      Map<Integer, OSProcess> found = new HashMap<>();
      machine
          .getOperatingSystem()
          .getProcesses(null, null, ProcessTable.MAX_PROCESSES)
          .forEach(process -> found.put(process.getProcessID(), process));
      before = comparable ? now : Map.of();
      now = found;
      looked = true;
      lookedNanos = nowNanos;
      lookedMillis = System.currentTimeMillis();
    }
    List<Row> rows = now.values().stream().map(this::row).toList();
    List<Row> shown =
        ProcessList.choose(rows, all, ProcessTable.MAX_PROCESSES).stream()
            .map(row -> withCommands ? commanded(row) : row)
            .toList();
    return new ProcessList(lookedMillis, machine.getOperatingSystem().getProcessCount(), shown);
  }

  private Row row(OSProcess process) {
    OSProcess then = before.get(process.getProcessID());
    boolean same = then != null && then.getStartTime() == process.getStartTime();
    double percent = same ? 100 * process.getProcessCpuLoadBetweenTicks(then) : 0;
    return new Row(
        process.getProcessID(),
        process.getName(),
        process.getUser(),
        process.getState().name().substring(0, 1),
        same ? OptionalDouble.of(Math.round(percent * 10) / 10.0) : OptionalDouble.empty(),
        process.getResidentMemory(),
        process.getThreadCount(),
        process.getStartTime(),
        Optional.empty());
  }

  private Row commanded(Row row) {
    List<String> arguments = now.get((int) row.pid()).getArguments();
    return new Row(
        row.pid(),
        row.name(),
        row.user(),
        row.state(),
        row.cpuPercent(),
        row.memoryBytes(),
        row.threads(),
        row.startMillis(),
        CommandLine.shown(arguments));
  }
}
