package org.kymata.hosts.agent;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.kymata.errors.DomainException;
import org.kymata.hostmetrics.ProcessList;
import org.kymata.json.JsonFields;

/** Decodes the processes of a host. */
final class ProcessListReader {

  static final int MAX_PROCESSES = 4_096;
  private static final int MAX_TEXT = 64;
  private static final int MAX_COMMAND = 256;
  // One hundred for each core of the largest machine.
  private static final double MAX_PERCENT = 102_400;

  private ProcessListReader() {}

  /**
   * Decodes a message of processes.
   *
   * @throws DomainException when a member is not of its type or not plausible
   */
  static ProcessList read(JsonFields line) {
    List<ProcessList.Row> rows =
        line.objects("processes", MAX_PROCESSES).stream().map(ProcessListReader::row).toList();
    long total = Math.min(Integer.MAX_VALUE, line.requireInteger("total"));
    return new ProcessList(line.requireInteger("time"), (int) total, rows);
  }

  private static ProcessList.Row row(JsonFields row) {
    return new ProcessList.Row(
        row.requireInteger("pid"),
        text(row, "name", MAX_TEXT),
        text(row, "user", MAX_TEXT),
        text(row, "state", MAX_TEXT),
        percent(row.number("cpuPercent")),
        row.requireInteger("memoryBytes"),
        (int) Math.min(Integer.MAX_VALUE, row.integer("threads").orElse(0)),
        row.integer("startTime").orElse(0),
        Optional.of(text(row, "command", MAX_COMMAND)).filter(text -> !text.isEmpty()));
  }

  private static String text(JsonFields row, String name, int maxLength) {
    return row.text(name, maxLength).map(HostFactsReader::printable).orElse("");
  }

  private static OptionalDouble percent(double percent) {
    if (percent < 0 || percent > MAX_PERCENT) {
      throw DomainException.badInput(
          "processes: cpuPercent is " + percent + ", but 100 is one core busy");
    }
    return Double.isNaN(percent) ? OptionalDouble.empty() : OptionalDouble.of(percent);
  }
}
