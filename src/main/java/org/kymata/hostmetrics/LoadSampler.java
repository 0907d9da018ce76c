package org.kymata.hostmetrics;

import oshi.software.os.OperatingSystem;

/** Load averages, in tasks, and the number of processes and threads. */
final class LoadSampler {
  private static final String LOAD = "proc/loadavg";

  private final SystemSources sources;

  LoadSampler(SystemSources machine) {
    this.sources = machine;
  }

  /** Adds them; load averages are absent where the system has none (Windows). */
  void sample(SnapshotBuilder snapshot) {
    if (sources.isLinux()) {
      sources
          .procFs()
          .text(LOAD)
          .ifPresentOrElse(
              text -> parse(text, snapshot),
              () -> snapshot.missing("load", sources.procFs().unreadableReason(LOAD)));
      countProcesses(snapshot);
    } else {
      add(sources.oshi().getHardware().getProcessor().getSystemLoadAverage(3), snapshot);
      OperatingSystem system = sources.oshi().getOperatingSystem();
      snapshot.count("processes", system.getProcessCount());
      snapshot.count("threads", system.getThreadCount());
    }
  }

  /**
   * Parses {@code 0.52 0.40 0.35 1/345 6789}: three averages, and the runnable threads of all
   * threads; see proc_loadavg(5).
   */
  static void parse(String text, SnapshotBuilder snapshot) {
    ProcFields fields = new ProcFields(text);
    double[] averages = new double[3];
    for (int i = 0; i < averages.length; i++) {
      averages[i] = ProcFields.decimal(fields.next());
    }
    add(averages, snapshot);
    String threads = fields.next();
    int slash = threads.indexOf('/');
    if (slash > 0) {
      snapshot.count("processes/running", new ProcFields(threads, 0, slash).nextNumber());
      snapshot.count("threads", new ProcFields(threads, slash + 1, threads.length()).nextNumber());
    }
  }

  /** Adds the averages over 1, 5 and 15 minutes, all or none; OSHI uses -1 for "not known". */
  static void add(double[] averages, SnapshotBuilder snapshot) {
    for (double average : averages) {
      if (!Double.isFinite(average) || average < 0) {
        return;
      }
    }
    snapshot.load("load/1m", averages[0]);
    snapshot.load("load/5m", averages[1]);
    snapshot.load("load/15m", averages[2]);
  }

  private void countProcesses(SnapshotBuilder snapshot) {
    String[] names = sources.procFs().file("proc").list();
    if (names == null) {
      snapshot.missing("processes", sources.procFs().unreadableReason("proc"));
      return;
    }
    long processes = 0;
    for (String name : names) {
      processes += isNumber(name) ? 1 : 0;
    }
    snapshot.count("processes", processes);
    if (!sources.procFs().file("proc/1/stat").canRead()) {
      snapshot.missing("processes", "those of others are hidden (/proc is mounted with hidepid)");
    }
  }

  private static boolean isNumber(String name) {
    char first = name.charAt(0);
    return first >= '1' && first <= '9';
  }
}
