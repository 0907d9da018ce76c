package org.kymata.hostmetrics;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.kymata.hostmetrics.CounterDeltas.Delta;
import oshi.hardware.CentralProcessor;

/**
 * Use of the processor between two samples, in percent: in all, by what it was used for, and of
 * each core.
 *
 * <p>Where OSHI is asked, it gives the same counters for 300 ms; a sample asked for sooner has no
 * use in it.
 */
final class CpuSampler {
  /** More cores than this are cut off. */
  static final int MAX_CORES = 1024;

  private static final String ALL = "cpu";

  // The order of /proc/stat, which is OSHI's too. Guests' time is in user time already.
  private static final int USER = 0;
  private static final int NICE = 1;
  private static final int SYSTEM = 2;
  private static final int IDLE = 3;
  private static final int IOWAIT = 4;
  private static final int IRQ = 5;
  private static final int SOFTIRQ = 6;
  private static final int STEAL = 7;
  private static final int KINDS = 8;

  private final SystemSources sources;
  private final CounterDeltas deltas = new CounterDeltas();

  CpuSampler(SystemSources machine) {
    this.sources = machine;
  }

  /**
   * Adds the use since the call before; nothing at the first, and after the counters were reset.
   */
  void sample(SnapshotBuilder picture) {
    if (sources.isLinux()) {
      addShares(
          sources.procFs().text("proc/stat").map(CpuSampler::parse).orElse(Map.of()), picture);
    } else {
      addShares(readFromOshi(sources.oshi().getHardware().getProcessor()), picture);
    }
  }

  /**
   * Adds the use since the counters given before.
   *
   * @param ticks by {@code cpu} and {@code cpu0} …, for each kind the time spent so
   */
  void addShares(Map<String, long[]> ticks, SnapshotBuilder picture) {
    picture.cores = (int) ticks.keySet().stream().filter(name -> !name.equals(ALL)).count();
    Delta growth = deltas.update(ticks, picture.nanos());
    long[] all = growth.groups().get(ALL);
    if (isKnown(all)) {
      long total = total(all);
      picture.share(ALL, total - all[IDLE] - all[IOWAIT], total);
      picture.share("cpu/user", all[USER] + all[NICE], total);
      picture.share("cpu/system", all[SYSTEM] + all[IRQ] + all[SOFTIRQ], total);
      picture.share("cpu/iowait", all[IOWAIT], total);
      picture.share("cpu/steal", all[STEAL], total);
      picture.share("cpu/idle", all[IDLE], total);
    }
    for (String name : ticks.keySet()) {
      long[] core = growth.groups().get(name);
      if (!name.equals(ALL) && isKnown(core)) {
        long total = total(core);
        String metric = "cpu/core" + name.substring(ALL.length());
        picture.share(metric, total - core[IDLE] - core[IOWAIT], total);
      }
    }
  }

  /**
   * Ticks out of {@code /proc/stat}, see proc_stat(5). A core that is switched off is not listed,
   * and the others keep their numbers; what cannot be read is left out.
   */
  static Map<String, long[]> parse(String stat) {
    Map<String, long[]> ticks = new LinkedHashMap<>();
    int start = 0;
    while (stat.startsWith(ALL, start) && ticks.size() <= MAX_CORES) {
      int end = stat.indexOf('\n', start);
      end = end < 0 ? stat.length() : end;
      ProcFields fields = new ProcFields(stat, start, end);
      String name = fields.next();
      long[] kinds = new long[KINDS];
      for (int kind = 0; kind < KINDS; kind++) {
        kinds[kind] = fields.nextNumber();
      }
      // A short line was cut off: all eight are there since Linux 2.6.11.
      if (isComplete(kinds) && total(kinds) > 0) {
        ticks.put(name, kinds);
      }
      start = Math.min(stat.length(), end + 1);
    }
    return ticks;
  }

  /** OSHI's counters; those of a core that is switched off, and of a failed read, are zeros. */
  private static Map<String, long[]> readFromOshi(CentralProcessor processor) {
    Map<String, long[]> ticks = new LinkedHashMap<>();
    ticks.put(ALL, processor.getSystemCpuLoadTicks());
    long[][] cores = processor.getProcessorCpuLoadTicks();
    for (int core = 0; core < Math.min(cores.length, MAX_CORES); core++) {
      ticks.put(ALL + core, cores[core]);
    }
    ticks.values().removeIf(kinds -> total(kinds) == 0);
    return ticks;
  }

  private static boolean isKnown(long[] growth) {
    return growth != null && isComplete(growth) && total(growth) > 0;
  }

  private static boolean isComplete(long[] kinds) {
    return Arrays.stream(kinds).allMatch(kind -> kind >= 0);
  }

  private static long total(long[] kinds) {
    return Arrays.stream(kinds).sum();
  }
}
