package org.kymata.doors.agent;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.kymata.hostmetrics.ProcessList;
import org.kymata.platform.DomainException;

/** Understands the processes of a host. */
final class ProcessesReader {

  static final int MAX_PROCESSES = 4_096;
  private static final int MAX_TEXT = 64;
  private static final int MAX_COMMAND = 256;
  // A hundred for each of the most cores that there may be.
  private static final double MAX_PERCENT = 102_400;

  private ProcessesReader() {}

  /**
   * Understands a line of processes.
   *
   * @throws DomainException when a member is not of its type or cannot be true
   */
  static ProcessList read(Fields line) {
    List<ProcessList.Row> rows =
        line.objects("processes", MAX_PROCESSES).stream().map(ProcessesReader::row).toList();
    long total = Math.min(Integer.MAX_VALUE, line.requireWhole("total"));
    return new ProcessList(line.requireWhole("time"), (int) total, rows);
  }

  private static ProcessList.Row row(Fields row) {
    return new ProcessList.Row(
        row.requireWhole("pid"),
        text(row, "name", MAX_TEXT),
        text(row, "user", MAX_TEXT),
        text(row, "state", MAX_TEXT),
        percent(row.number("cpuPercent")),
        row.requireWhole("memoryBytes"),
        (int) Math.min(Integer.MAX_VALUE, row.whole("threads").orElse(0)),
        row.whole("startTime").orElse(0),
        Optional.of(text(row, "command", MAX_COMMAND)).filter(text -> !text.isEmpty()));
  }

  private static String text(Fields row, String name, int most) {
    return row.text(name, most).map(FactsReader::shown).orElse("");
  }

  private static OptionalDouble percent(double percent) {
    if (percent < 0 || percent > MAX_PERCENT) {
      throw DomainException.badInput(
          "processes: cpuPercent is " + percent + ", but 100 is one core busy");
    }
    return Double.isNaN(percent) ? OptionalDouble.empty() : OptionalDouble.of(percent);
  }
}
