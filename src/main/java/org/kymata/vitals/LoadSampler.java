package org.kymata.vitals;

import oshi.software.os.OperatingSystem;

/** Load averages, in tasks, and how many processes and threads there are. */
final class LoadSampler {
  private static final String LOAD = "proc/loadavg";

  private final Machine machine;

  LoadSampler(Machine machine) {
    this.machine = machine;
  }

  /** Adds them; load averages are absent where the system has none (Windows). */
  void sample(PictureBuilder picture) {
    if (machine.isLinux()) {
      machine
          .kernel()
          .text(LOAD)
          .ifPresentOrElse(
              text -> parse(text, picture),
              () -> picture.missing("load", machine.kernel().whyNot(LOAD)));
      countProcesses(picture);
    } else {
      add(machine.oshi().getHardware().getProcessor().getSystemLoadAverage(3), picture);
      OperatingSystem system = machine.oshi().getOperatingSystem();
      picture.count("processes", system.getProcessCount());
      picture.count("threads", system.getThreadCount());
    }
  }

  /**
   * Adds what {@code 0.52 0.40 0.35 1/345 6789} says: three averages, and the threads that run or
   * could, of all that there are; see proc_loadavg(5).
   */
  static void parse(String text, PictureBuilder picture) {
    Fields fields = new Fields(text);
    double[] averages = new double[3];
    for (int i = 0; i < averages.length; i++) {
      averages[i] = Fields.decimal(fields.next());
    }
    add(averages, picture);
    String threads = fields.next();
    int slash = threads.indexOf('/');
    if (slash > 0) {
      picture.count("processes/running", new Fields(threads, 0, slash).nextNumber());
      picture.count("threads", new Fields(threads, slash + 1, threads.length()).nextNumber());
    }
  }

  /** Adds averages over 1, 5 and 15 minutes, all or none; OSHI too says "not known" with -1. */
  static void add(double[] averages, PictureBuilder picture) {
    for (double average : averages) {
      if (!Double.isFinite(average) || average < 0) {
        return;
      }
    }
    picture.load("load/1m", averages[0]);
    picture.load("load/5m", averages[1]);
    picture.load("load/15m", averages[2]);
  }

  private void countProcesses(PictureBuilder picture) {
    String[] names = machine.kernel().file("proc").list();
    if (names == null) {
      picture.missing("processes", machine.kernel().whyNot("proc"));
      return;
    }
    long processes = 0;
    for (String name : names) {
      processes += isNumber(name) ? 1 : 0;
    }
    picture.count("processes", processes);
    if (!machine.kernel().file("proc/1/stat").canRead()) {
      picture.missing("processes", "those of others are hidden (/proc is mounted with hidepid)");
    }
  }

  private static boolean isNumber(String name) {
    char first = name.charAt(0);
    return first >= '1' && first <= '9';
  }
}
