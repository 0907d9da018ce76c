package org.kymata.hostmetrics;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.kymata.hostmetrics.CounterDeltas.Delta;
import oshi.hardware.CentralProcessor;

/**
 * CPU usage between two samples, in percent: total, by mode, and of each core.
 *
 * <p>OSHI returns the same counters for 300 ms, so a sample that follows sooner has no CPU usage.
 */
final class CpuSampler {
  /** Further cores are left out. */
  static final int MAX_CORES = 1024;

  private static final String ALL = "cpu";

  // The order of /proc/stat and of OSHI. Guest time is included in user time.
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

  /** Adds the usage since the previous call; nothing on the first call and after a reset. */
  void sample(SnapshotBuilder snapshot) {
    if (sources.isLinux()) {
      addShares(
          sources.procFs().text("proc/stat").map(CpuSampler::parse).orElse(Map.of()), snapshot);
    } else {
      addShares(readFromOshi(sources.oshi().getHardware().getProcessor()), snapshot);
    }
  }

  /**
   * Adds the usage since the previous counters.
   *
   * @param ticks by {@code cpu} and {@code cpu0} …, the time spent in each mode
   */
  void addShares(Map<String, long[]> ticks, SnapshotBuilder snapshot) {
    snapshot.cores = (int) ticks.keySet().stream().filter(name -> !name.equals(ALL)).count();
    Delta growth = deltas.update(ticks, snapshot.nanos());
    long[] all = growth.groups().get(ALL);
    if (isKnown(all)) {
      long total = total(all);
      snapshot.share(ALL, total - all[IDLE] - all[IOWAIT], total);
      snapshot.share("cpu/user", all[USER] + all[NICE], total);
      snapshot.share("cpu/system", all[SYSTEM] + all[IRQ] + all[SOFTIRQ], total);
      snapshot.share("cpu/iowait", all[IOWAIT], total);
      snapshot.share("cpu/steal", all[STEAL], total);
      snapshot.share("cpu/idle", all[IDLE], total);
    }
    for (String name : ticks.keySet()) {
      long[] core = growth.groups().get(name);
      if (!name.equals(ALL) && isKnown(core)) {
        long total = total(core);
        String metric = "cpu/core" + name.substring(ALL.length());
        snapshot.share(metric, total - core[IDLE] - core[IOWAIT], total);
      }
    }
  }

  /**
   * Parses the ticks of {@code /proc/stat}, see proc_stat(5). A core that is switched off is not
   * listed, and the others keep their numbers; unreadable lines are left out.
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
      // A short line was cut off: all eight fields exist since Linux 2.6.11.
      if (isComplete(kinds) && total(kinds) > 0) {
        ticks.put(name, kinds);
      }
      start = Math.min(stat.length(), end + 1);
    }
    return ticks;
  }

  /** OSHI's counters; zeros for a core that is switched off, and when reading failed. */
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
