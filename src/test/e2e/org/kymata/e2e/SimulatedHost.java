package org.kymata.e2e;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * A simulated machine: its facts, and its metrics at any time, as an agent sends them.
 *
 * @param name of the host
 * @param model its model
 * @param cores number of cores
 * @param disks number of file systems, and of drives
 * @param interfaces number of network interfaces
 */
record SimulatedHost(String name, String model, int cores, int disks, int interfaces) {

  private static final long GIB = 1L << 30;
  private static final long BOOT_MILLIS = 9L * 24 * 3_600_000;

  /** A small machine. */
  static SimulatedHost pi(String name) {
    return new SimulatedHost(name, "Raspberry Pi 4 Model B Rev 1.4", 4, 2, 2);
  }

  /** The largest machine that a page must be able to show. */
  static SimulatedHost server(String name) {
    return new SimulatedHost(name, "PowerEdge R7525", 64, 30, 40);
  }

  private String mount(int i) {
    return i == 0 ? "/" : "/srv/data" + i;
  }

  private String diskMetric(int i) {
    return i == 0 ? "disk/root" : "disk/srv/data" + i;
  }

  private String drive(int i) {
    return cores > 16 ? "nvme" + i + "n1" : i == 0 ? "mmcblk0" : "sd" + (char) ('a' + i - 1);
  }

  private String network(int i) {
    return i == 0 ? "eth0" : cores > 16 ? "veth" + Integer.toHexString(0xa31f + 977 * i) : "wlan0";
  }

  /** Its facts, as members of an agent's message. */
  JsonObjectBuilder facts() {
    JsonArrayBuilder mounts = Json.createArrayBuilder();
    JsonArrayBuilder drives = Json.createArrayBuilder();
    for (int i = 0; i < disks; i++) {
      mounts.add(
          Json.createObjectBuilder()
              .add("metric", diskMetric(i))
              .add("mount", mount(i))
              .add("device", "/dev/" + drive(i) + "p1")
              .add("type", "ext4"));
      drives.add(
          Json.createObjectBuilder()
              .add("metric", "drive/" + drive(i))
              .add("device", drive(i))
              .add("model", cores > 16 ? "SAMSUNG MZQL21T9" : "SD32G"));
    }
    JsonArrayBuilder networks = Json.createArrayBuilder();
    for (int i = 0; i < interfaces; i++) {
      networks.add(
          Json.createObjectBuilder().add("metric", "net/" + network(i)).add("name", network(i)));
    }
    return Json.createObjectBuilder()
        .add("host", name)
        .add(
            "os",
            Json.createObjectBuilder()
                .add("name", "Debian GNU/Linux 12 (bookworm)")
                .add("kernel", "6.1.0-18")
                .add("arch", cores > 16 ? "x86_64" : "aarch64")
                .add("bootTime", System.currentTimeMillis() - BOOT_MILLIS))
        .add("machine", model)
        .add(
            "cpu",
            Json.createObjectBuilder()
                .add("model", cores > 16 ? "AMD EPYC 7543" : "Cortex-A72")
                .add("cores", cores))
        .add("disks", mounts)
        .add("drives", drives)
        .add("networks", networks)
        .add(
            "sensors",
            Json.createArrayBuilder()
                .add(
                    Json.createObjectBuilder()
                        .add("metric", "temperature/cpu")
                        .add("name", "cpu-thermal")))
        .add(
            "missing",
            Json.createArrayBuilder()
                .add(
                    Json.createObjectBuilder()
                        .add("what", "fan")
                        .add("why", "no sensor under /sys/class/hwmon")));
  }

  /** Its metrics at a time. */
  Map<String, Double> metrics(long time) {
    Map<String, Double> all = new TreeMap<>();
    double cpu = wave(time, 0, 90, 38, 26);
    put(all, "cpu", cpu);
    put(all, "cpu/user", cpu * 0.68);
    put(all, "cpu/system", cpu * 0.32);
    put(all, "cpu/iowait", wave(time, 5, 40, 2, 2));
    put(all, "cpu/steal", 0);
    put(all, "cpu/idle", 100 - cpu - wave(time, 5, 40, 2, 2));
    put(all, "cpu/frequency", wave(time, 1, 30, 1.4e9, 3e8));
    IntStream.range(0, cores).forEach(i -> put(all, "cpu/core" + i, core(time, i, cpu)));
    put(all, "temperature/cpu", wave(time, 2, 120, 54, 6));
    put(all, "load/1m", cores * wave(time, 3, 150, 0.5, 0.3));
    put(all, "load/5m", cores * wave(time, 3, 400, 0.45, 0.1));
    put(all, "load/15m", cores * 0.4);
    memory(all, time);
    IntStream.range(0, disks).forEach(i -> disk(all, time, i));
    IntStream.range(0, interfaces).forEach(i -> network(all, time, i));
    put(all, "tcp/established", Math.round(wave(time, 7, 60, 24, 8)));
    put(all, "tcp/listen", 11);
    put(all, "tcp/time_wait", Math.round(wave(time, 8, 45, 9, 9)));
    put(all, "processes", 180 + cores);
    put(all, "processes/running", Math.round(wave(time, 9, 20, 2, 2)));
    put(all, "threads", 420 + 4 * cores);
    put(all, "uptime", BOOT_MILLIS / 1_000.0);
    return all;
  }

  private static double core(long time, int i, double cpu) {
    return Math.min(100, Math.max(0, cpu + wave(time, i * 13, 25 + i % 7, 0, 45)));
  }

  private void memory(Map<String, Double> all, long time) {
    double total = cores > 16 ? 256.0 * GIB : 4.0 * GIB;
    double used = total * wave(time, 4, 200, 0.55, 0.08);
    put(all, "memory", 100 * used / total);
    put(all, "memory/used", used);
    put(all, "memory/total", total);
    put(all, "memory/available", total - used);
    put(all, "memory/cached", total * 0.22);
    put(all, "memory/buffers", total * 0.03);
    put(all, "swap/used", 0.1 * GIB);
    put(all, "swap/total", 2.0 * GIB);
    put(all, "swap/in", 0);
    put(all, "swap/out", Math.max(0, wave(time, 6, 50, 0, 4_096)));
  }

  private void disk(Map<String, Double> all, long time, int i) {
    double total = (32.0 + 64 * i) * GIB;
    double share = Math.min(97, 38 + 7.3 * (i % 9));
    String disk = diskMetric(i);
    put(all, disk, share);
    put(all, disk + "/used", total * share / 100);
    put(all, disk + "/total", total);
    put(all, disk + "/inodes", 180_000);
    put(all, disk + "/inodes_total", 2_000_000);
    String drive = "drive/" + drive(i);
    double busy = Math.max(0, wave(time, i, 35, 24.0 / (1 + i), 20.0 / (1 + i)));
    put(all, drive + "/busy", busy);
    put(all, drive + "/read", busy * 90_000);
    put(all, drive + "/write", busy * 220_000);
    put(all, drive + "/reads", busy * 3);
    put(all, drive + "/writes", busy * 9);
  }

  private void network(Map<String, Double> all, long time, int i) {
    String net = "net/" + network(i);
    double in = Math.max(0, wave(time, 20 + i, 30, 900_000.0 / (1 + i), 700_000.0 / (1 + i)));
    put(all, net + "/in", in);
    put(all, net + "/out", in * 0.3);
    put(all, net + "/packets_in", in / 900);
    put(all, net + "/packets_out", in / 1_400);
    for (String none : new String[] {"errors_in", "errors_out", "drops_in", "drops_out"}) {
      put(all, net + "/" + none, 0);
    }
    put(all, net + "/total_in", 8.0 * GIB / (1 + i));
    put(all, net + "/total_out", 3.0 * GIB / (1 + i));
  }

  /** Its processes, as members of an agent's message. */
  JsonObjectBuilder processes(long time) {
    JsonArrayBuilder all = Json.createArrayBuilder();
    String[] names = {"systemd", "sshd", "postgres", "python3", "node-exporter", "chronyd", "bash"};
    for (int i = 0; i < names.length; i++) {
      all.add(
          Json.createObjectBuilder()
              .add("pid", i == 0 ? 1 : 400 + 31 * i)
              .add("name", names[i])
              .add("user", i % 3 == 0 ? "root" : "pi")
              .add("state", "S")
              .add("cpuPercent", rounded(Math.abs(wave(time, i, 12, 3, 6))))
              .add("memoryBytes", 12_000_000L * (1 + i))
              .add("threads", 1 + i)
              .add("startTime", time - BOOT_MILLIS)
              .add("command", String.format(Locale.ROOT, "/usr/bin/%s --shelf 1", names[i])));
    }
    return Json.createObjectBuilder().add("time", time).add("total", 184).add("processes", all);
  }

  /** A wave with a little noise. */
  private static double wave(long time, int phase, double seconds, double middle, double swing) {
    double slow = Math.sin(time / (seconds * 1_000) + phase);
    double quick = Math.sin(time / 2_300.0 + 3 * phase);
    return middle + swing * (0.8 * slow + 0.2 * quick);
  }

  private static void put(Map<String, Double> all, String metric, double value) {
    all.put(metric, rounded(value));
  }

  private static double rounded(double value) {
    return Math.round(value * 10) / 10.0;
  }
}
