package org.kymata.hostmetrics;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import org.kymata.hostmetrics.ProcessList.Row;
import oshi.software.os.OSProcess;
import oshi.spi.SystemInfoProvider;

/** The processes of a machine without Linux. Not thread-safe. */
final class OshiProcessTable {
  private static final long FORGOTTEN_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(900);

  private final SystemInfoProvider machine;
  private Map<Integer, OSProcess> previous = Map.of();
  private Map<Integer, OSProcess> current = Map.of();
  private boolean sampled;
  private long sampledNanos;
  private long sampledMillis;

  OshiProcessTable(SystemInfoProvider machine) {
    this.machine = machine;
  }

  /** Implements {@link LocalProcesses#list}. */
  ProcessList list(boolean all, boolean withCommands) {
    long nowNanos = System.nanoTime();
    if (!sampled || nowNanos - sampledNanos >= FRESH_NANOS) {
      boolean comparable = sampled && nowNanos - sampledNanos <= FORGOTTEN_NANOS;
      Map<Integer, OSProcess> found = new HashMap<>();
      machine
          .getOperatingSystem()
          .getProcesses(null, null, ProcessTable.MAX_PROCESSES)
          .forEach(process -> found.put(process.getProcessID(), process));
      previous = comparable ? current : Map.of();
      current = found;
      sampled = true;
      sampledNanos = nowNanos;
      sampledMillis = System.currentTimeMillis();
    }
    List<Row> rows = current.values().stream().map(this::row).toList();
    List<Row> shown =
        ProcessList.select(rows, all, ProcessTable.MAX_PROCESSES).stream()
            .map(row -> withCommands ? withCommand(row) : row)
            .toList();
    return new ProcessList(sampledMillis, machine.getOperatingSystem().getProcessCount(), shown);
  }

  private Row row(OSProcess process) {
    OSProcess then = previous.get(process.getProcessID());
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

  private Row withCommand(Row row) {
    List<String> arguments = current.get((int) row.pid()).getArguments();
    return new Row(
        row.pid(),
        row.name(),
        row.user(),
        row.state(),
        row.cpuPercent(),
        row.memoryBytes(),
        row.threads(),
        row.startMillis(),
        CommandLine.redacted(arguments));
  }
}
