package org.kymata.hostmetrics;

import java.util.Optional;

/**
 * The fields of {@code /proc/[pid]/stat}, see proc_pid_stat(5).
 *
 * @param pid its process id
 * @param name its program's name
 * @param state one letter
 * @param cpuTicks CPU time in user and kernel mode, in hundredths of a second
 * @param threads number of threads
 * @param startTicks time from boot to its start, in hundredths of a second
 * @param residentPages resident memory, in pages
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
   * Parses the line; absent when it was cut off or is not valid. The name is in brackets and may
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
    boolean valid = userTicks >= 0 && systemTicks >= 0 && threads >= 0 && startTicks >= 0;
    return pid > 0 && valid && residentPages >= 0 && state.length() == 1
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
