package org.kymata.hostmetrics;

import oshi.software.os.OperatingSystem;

/** Load averages, in tasks, and how many processes and threads there are. */
final class LoadSampler {
  private static final String LOAD = "proc/loadavg";

  private final SystemSources sources;

  LoadSampler(SystemSources machine) {
    this.sources = machine;
  }

  /** Adds them; load averages are absent where the system has none (Windows). */
  void sample(SnapshotBuilder picture) {
    if (sources.isLinux()) {
      sources
          .procFs()
          .text(LOAD)
          .ifPresentOrElse(
              text -> parse(text, picture),
              () -> picture.missing("load", sources.procFs().unreadableReason(LOAD)));
      countProcesses(picture);
    } else {
      add(sources.oshi().getHardware().getProcessor().getSystemLoadAverage(3), picture);
      OperatingSystem system = sources.oshi().getOperatingSystem();
      picture.count("processes", system.getProcessCount());
      picture.count("threads", system.getThreadCount());
    }
  }

  /**
   * Adds what {@code 0.52 0.40 0.35 1/345 6789} says: three averages, and the threads that run or
   * could, of all that there are; see proc_loadavg(5).
   */
  static void parse(String text, SnapshotBuilder picture) {
    ProcFields fields = new ProcFields(text);
    double[] averages = new double[3];
    for (int i = 0; i < averages.length; i++) {
      averages[i] = ProcFields.decimal(fields.next());
    }
    add(averages, picture);
    String threads = fields.next();
    int slash = threads.indexOf('/');
    if (slash > 0) {
      picture.count("processes/running", new ProcFields(threads, 0, slash).nextNumber());
      picture.count("threads", new ProcFields(threads, slash + 1, threads.length()).nextNumber());
    }
  }

  /** Adds averages over 1, 5 and 15 minutes, all or none; OSHI too says "not known" with -1. */
  static void add(double[] averages, SnapshotBuilder picture) {
    for (double average : averages) {
      if (!Double.isFinite(average) || average < 0) {
        return;
      }
    }
    picture.load("load/1m", averages[0]);
    picture.load("load/5m", averages[1]);
    picture.load("load/15m", averages[2]);
  }

  private void countProcesses(SnapshotBuilder picture) {
    String[] names = sources.procFs().file("proc").list();
    if (names == null) {
      picture.missing("processes", sources.procFs().unreadableReason("proc"));
      return;
    }
    long processes = 0;
    for (String name : names) {
      processes += isNumber(name) ? 1 : 0;
    }
    picture.count("processes", processes);
    if (!sources.procFs().file("proc/1/stat").canRead()) {
      picture.missing("processes", "those of others are hidden (/proc is mounted with hidepid)");
    }
  }

  private static boolean isNumber(String name) {
    char first = name.charAt(0);
    return first >= '1' && first <= '9';
  }
}
