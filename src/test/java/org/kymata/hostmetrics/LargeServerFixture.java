package org.kymata.hostmetrics;

import static org.kymata.hostmetrics.RecordedMachines.write;

import java.nio.file.Path;

/** Writes the files of a large server: 64 cores, 30 disks, 40 interfaces, 20,000 connections. */
final class LargeServerFixture {
  static final int CORES = 64;
  static final int DRIVES = 30;
  static final int INTERFACES = 40;
  static final int CONNECTIONS = 20_000;

  private LargeServerFixture() {}

  /** The server after some seconds of constant load. */
  static SystemSources at(Path root, int second) {
    StringBuilder stat = new StringBuilder(line("cpu ", CORES, second));
    for (int core = 0; core < CORES; core++) {
      stat.append(line("cpu" + core, 1, second));
      write(root, "sys/devices/system/cpu/cpu" + core + "/cpufreq/scaling_cur_freq", "2250000\n");
    }
    write(root, "proc/stat", stat + "intr 12345 " + "0 ".repeat(4000) + "\nprocs_running 9\n");
    write(root, "proc/loadavg", "40.12 38.00 30.05 9/12345 987654\n");
    write(root, "proc/uptime", 8_640_000 + second + ".25 5000000.00\n");
    write(
        root,
        "proc/meminfo",
        "MemTotal: 527000000 kB\nMemAvailable: 400000000 kB\nCached: 90000000 kB\nBuffers: 1 kB\n"
            + "SwapTotal: 8000000 kB\nSwapFree: 7000000 kB\nSReclaimable: 10000000 kB\n");
    write(root, "proc/vmstat", "nr_free_pages 5\npswpin " + second + "\npswpout 7\n");
    drives(root, second);
    interfaces(root, second);
    connections(root);
    write(root, "proc/sys/kernel/hostname", "rack-7\n");
    write(root, "etc/os-release", "PRETTY_NAME=\"Rocky Linux 9.4 (Blue Onyx)\"\n");
    write(root, "proc/cpuinfo", "model name\t: AMD EPYC 7713 64-Core Processor\n");
    sensors(root);
    return RecordedMachines.at(root);
  }

  private static String line(String name, int cores, int second) {
    long ticks = 100L * second * cores;
    return "%s %d 0 %d %d %d 0 0 0 0 0\n"
        .formatted(
            name, 1000 + ticks / 2, 1000 + ticks / 10, 1000 + ticks * 3 / 10, 1000 + ticks / 10);
  }

  private static void drives(Path root, int second) {
    StringBuilder table = new StringBuilder();
    for (int drive = 0; drive < DRIVES; drive++) {
      String name = drive < 26 ? "sd" + (char) ('a' + drive) : "nvme" + (drive - 26) + "n1";
      for (String part : new String[] {"", drive < 26 ? "1" : "p1"}) {
        table.append(
            " 8 %d %s%s %d 0 %d 0 %d 0 %d 0 0 %d 0 0 0 0 0\n"
                .formatted(
                    drive * 16,
                    name,
                    part,
                    10 + second * 5,
                    100 + second * 2000,
                    10 + second,
                    100 + second * 8,
                    second * 250));
      }
      write(root, "sys/block/" + name + "/device/model", "ST16000NM001G-2K \n");
    }
    write(root, "proc/diskstats", table.toString());
  }

  private static void interfaces(Path root, int second) {
    StringBuilder table = new StringBuilder("Inter-| Receive | Transmit\n face |bytes\n");
    table.append("    lo: 1 1 0 0 0 0 0 0 1 1 0 0 0 0 0 0\n");
    for (int i = 0; i < INTERFACES; i++) {
      String name = i < 4 ? "eno" + i : i < 8 ? "bond0." + i : "veth%07x".formatted(i * 7919);
      table.append(
          "%s: %d %d 0 0 0 0 0 0 %d %d 0 0 0 0 0 0\n"
              .formatted(
                  name,
                  5000 + second * 1000L,
                  50 + second,
                  9000 + second * 4000L,
                  90 + second * 2));
    }
    write(root, "proc/net/dev", table.toString());
  }

  private static void connections(Path root) {
    StringBuilder table = new StringBuilder("  sl  local_address rem_address   st tx_queue\n");
    for (int i = 0; i < CONNECTIONS; i++) {
      table.append(
          "%4d: 0100007F:1F90 0200007F:%04X %02X 00000000:00000000 00:00000000 00000000     0        0 %d 1 0 20 4 30 10 -1\n"
              .formatted(i, i % 65536, i % 4 == 0 ? 6 : 1, i));
    }
    write(root, "proc/net/tcp", table.toString());
  }

  private static void sensors(Path root) {
    write(root, "sys/class/hwmon/hwmon0/name", "k10temp\n");
    write(root, "sys/class/hwmon/hwmon0/temp1_input", "61250\n");
    write(root, "sys/class/hwmon/hwmon0/temp1_label", "Tctl\n");
    write(root, "sys/class/hwmon/hwmon0/temp3_input", "58000\n");
    write(root, "sys/class/hwmon/hwmon0/temp3_label", "Tccd1\n");
    write(root, "sys/class/hwmon/hwmon0/temp9_input", "-273150\n");
    for (int i = 1; i <= 3; i++) {
      write(root, "sys/class/hwmon/hwmon" + i + "/name", "nvme\n");
      write(root, "sys/class/hwmon/hwmon" + i + "/temp1_input", (30000 + i * 1000) + "\n");
      write(root, "sys/class/hwmon/hwmon" + i + "/temp1_label", "Composite\n");
    }
    write(root, "sys/class/hwmon/hwmon4/name", "ipmi\n");
    for (int fan = 1; fan <= 8; fan++) {
      write(root, "sys/class/hwmon/hwmon4/fan" + fan + "_input", (5000 + fan) + "\n");
    }
  }
}
