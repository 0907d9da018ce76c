package org.kymata.hostmetrics;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The processes of a machine at one moment.
 *
 * @param timeMillis when they were read, epoch milliseconds
 * @param total number of all processes, listed or not
 * @param processes the listed ones, sorted by CPU usage
 */
public record ProcessList(long timeMillis, int total, List<Row> processes) {
  /** Length of the top lists by CPU and by memory. */
  static final int TOP = 20;

  private static final Comparator<Row> BUSIEST =
      Comparator.comparingDouble((Row row) -> -row.cpuPercent().orElse(0))
          .thenComparingLong(row -> -row.memoryBytes())
          .thenComparingLong(Row::pid);

  private static final Comparator<Row> LARGEST =
      Comparator.comparingLong((Row row) -> -row.memoryBytes()).thenComparingLong(Row::pid);

  /** Copies the list, so that it never changes. */
  public ProcessList {
    processes = List.copyOf(processes);
  }

  /**
   * A process.
   *
   * @param pid its process id
   * @param name its program's name, as the kernel shortens it
   * @param user its user; a number when the machine has no name for it
   * @param state the kernel's letter, such as {@code S}
   * @param cpuPercent since the previous reading, 100 for one busy core; absent in the first
   * @param memoryBytes resident memory
   * @param threads number of threads
   * @param startMillis start time, epoch milliseconds
   * @param command its command line without secrets, at most {@value CommandLine#MAX_LENGTH}
   *     characters; absent when not requested, and for kernel threads
   */
  public record Row(
      long pid,
      String name,
      String user,
      String state,
      OptionalDouble cpuPercent,
      long memoryBytes,
      int threads,
      long startMillis,
      Optional<String> command) {}

  /** The top rows by CPU and by memory, or all, at most {@code max}. */
  public static List<Row> select(List<Row> rows, boolean all, int max) {
    if (all) {
      return rows.stream().sorted(BUSIEST).limit(max).toList();
    }
    Set<Row> top = new LinkedHashSet<>();
    Stream.of(BUSIEST, LARGEST)
        .forEach(order -> rows.stream().sorted(order).limit(TOP).forEach(top::add));
    return top.stream().sorted(BUSIEST).toList();
  }
}
