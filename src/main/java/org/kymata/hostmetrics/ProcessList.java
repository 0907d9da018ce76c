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
 * @param timeMillis when they were looked at, epoch milliseconds
 * @param total how many there were, shown or not
 * @param processes those shown, the busiest first
 */
public record ProcessList(long timeMillis, int total, List<Row> processes) {
  /** As many of the busiest and as many of the largest are shown. */
  static final int TOP = 20;

  private static final Comparator<Row> BUSIEST =
      Comparator.comparingDouble((Row row) -> -row.cpuPercent().orElse(0))
          .thenComparingLong(row -> -row.memoryBytes())
          .thenComparingLong(Row::pid);

  private static final Comparator<Row> LARGEST =
      Comparator.comparingLong((Row row) -> -row.memoryBytes()).thenComparingLong(Row::pid);

  /** Takes a copy, so that a list never changes. */
  public ProcessList {
    processes = List.copyOf(processes);
  }

  /**
   * A process.
   *
   * @param pid its number
   * @param name of its program, as the kernel cuts it
   * @param user whose it is; a number where the machine has no name for it
   * @param state the kernel's letter, such as {@code S}
   * @param cpuPercent since the look before, 100 being one core busy; absent at first sight
   * @param memoryBytes that it has in main memory
   * @param threads how many
   * @param startMillis when it was started, epoch milliseconds
   * @param command its command line without secrets, at most {@value CommandLine#MAX_LENGTH}
   *     characters; absent when not asked for, and of the kernel's own threads
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

  /** The rows in question: the busiest and the largest, or all, at most {@code most}. */
  public static List<Row> select(List<Row> rows, boolean all, int most) {
    if (all) {
      return rows.stream().sorted(BUSIEST).limit(most).toList();
    }
    Set<Row> top = new LinkedHashSet<>();
    Stream.of(BUSIEST, LARGEST)
        .forEach(order -> rows.stream().sorted(order).limit(TOP).forEach(top::add));
    return top.stream().sorted(BUSIEST).toList();
  }
}
