package org.kymata.hostmetrics;

import java.util.Optional;

/**
 * What {@code /proc/[pid]/stat} tells of a process, see proc_pid_stat(5).
 *
 * @param pid its number
 * @param name of its program
 * @param state one letter
 * @param cpuTicks hundredths of a second that it has used, by itself and in the kernel
 * @param threads how many
 * @param startTicks hundredths of a second between the machine's start and its own
 * @param residentPages of main memory
 */
record ProcessStat(
    long pid,
    String name,
    String state,
    long cpuTicks,
    int threads,
    long startTicks,
    long residentPages) {

  /** USER_HZ, which is 100 wherever Java runs on Linux. */
  static final long TICKS_PER_SECOND = 100;

  /**
   * Reads the line; absent when it was cut off or makes no sense. The name is in brackets and may
   * hold brackets and blanks itself, so it ends at the last one.
   */
  static Optional<ProcessStat> parse(String line) {
    int open = line.indexOf('(');
    int close = line.lastIndexOf(')');
    if (open < 1 || close < open) {
      return Optional.empty();
    }
    long pid = new ProcFields(line, 0, open).nextNumber();
    ProcFields fields = new ProcFields(line, close + 1, line.length());
    String state = fields.next();
    long userTicks = fields.skip(10).nextNumber();
    long systemTicks = fields.nextNumber();
    long threads = fields.skip(4).nextNumber();
    long startTicks = fields.skip(1).nextNumber();
    long residentPages = fields.skip(1).nextNumber();
    boolean whole = userTicks >= 0 && systemTicks >= 0 && threads >= 0 && startTicks >= 0;
    return pid > 0 && whole && residentPages >= 0 && state.length() == 1
        ? Optional.of(
            new ProcessStat(
                pid,
                line.substring(open + 1, close),
                state,
                userTicks + systemTicks,
                (int) Math.min(Integer.MAX_VALUE, threads),
                startTicks,
                residentPages))
        : Optional.empty();
  }
}
