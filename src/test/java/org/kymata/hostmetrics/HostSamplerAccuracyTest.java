package org.kymata.hostmetrics;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Compares each family with what the kernel and the usual programs of this machine report at the
 * same moment. Tolerances are what may change between the two readings while other tests run.
 */
class HostSamplerAccuracyTest {
  private static final SystemSources MACHINE = SystemSources.current();
  private static final long MEBIBYTE = 1 << 20;

  private static HostSnapshot snapshot(Consumer<SnapshotBuilder> sampler) {
    SnapshotBuilder snapshot = new SnapshotBuilder(System.currentTimeMillis(), System.nanoTime());
    sampler.accept(snapshot);
    return snapshot.build();
  }

  private static double metric(HostSnapshot snapshot, String metric) {
    return RecordedMachines.metric(snapshot, metric)
        .orElseThrow(() -> new AssertionError("no " + metric));
  }

  private static List<String> lines(String file) throws IOException {
    Path path = Path.of(file);
    assumeTrue(Files.isReadable(path), () -> file + " is missing");
    return Files.readAllLines(path);
  }

  /** The output of a program, in fields; skips the test when there is no such program. */
  private static List<String[]> run(String... command) throws IOException {
    boolean there =
        Arrays.stream(System.getenv("PATH").split(":"))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, command[0])));
    assumeTrue(there, () -> command[0] + " is not installed");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("LC_ALL", "C");
    Process process = builder.start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return text.lines().map(line -> line.strip().split("\\s+")).toList();
  }

  /**
   * Samples until a snapshot meets the condition; rates need two samples, and time between them.
   */
  private static HostSnapshot snapshotWhen(
      Consumer<SnapshotBuilder> sampler, Predicate<HostSnapshot> wish) {
    snapshot(sampler);
    return await().pollDelay(100, TimeUnit.MILLISECONDS).until(() -> snapshot(sampler), wish::test);
  }

  @Test
  void memoryIsThatOfFreeToTenPercentOfTheTotal() throws IOException {
    String[] free = run("free", "-b", "-w").get(1);
    HostSnapshot snapshot = snapshot(new MemorySampler(MACHINE)::sample);
    double total = Double.parseDouble(free[1]);
    assertEquals(total, metric(snapshot, "memory/total"));
    assertEquals(Double.parseDouble(free[5]), metric(snapshot, "memory/buffers"), 0.1 * total);
    assertEquals(Double.parseDouble(free[6]), metric(snapshot, "memory/cached"), 0.1 * total);
    assertEquals(Double.parseDouble(free[7]), metric(snapshot, "memory/available"), 0.1 * total);
    assertEquals(
        total, metric(snapshot, "memory/used") + metric(snapshot, "memory/available"), "sum");
  }

  @Test
  void swapIsThatOfTheKernelOrAbsent() throws IOException {
    long kibibytes =
        lines("/proc/meminfo").stream()
            .filter(line -> line.startsWith("SwapTotal:"))
            .mapToLong(line -> Long.parseLong(line.split("\\s+")[1]))
            .sum();
    HostSnapshot snapshot = snapshot(new MemorySampler(MACHINE)::sample);
    assertEquals(
        kibibytes * 1024.0,
        RecordedMachines.metric(snapshot, "swap/total").orElse(0),
        "swap/total");
    assertEquals(kibibytes > 0, snapshot.metrics().containsKey("swap/used"));
  }

  @Test
  void loadIsThatOfUptimeToOneTask() throws IOException {
    String[] fields = run("uptime").get(0);
    HostSnapshot snapshot = snapshot(new LoadSampler(MACHINE)::sample);
    String[] metrics = {"load/1m", "load/5m", "load/15m"};
    for (int i = 0; i < metrics.length; i++) {
      double expected = Double.parseDouble(fields[fields.length - 3 + i].replace(",", ""));
      assertEquals(expected, metric(snapshot, metrics[i]), 1.0, metrics[i]);
    }
  }

  @Test
  void processesAndThreadsAreThoseOfPsToTenPercent() throws IOException {
    int processes = run("ps", "-e", "-o", "pid=").size();
    int threads = run("ps", "-e", "-L", "-o", "pid=").size();
    HostSnapshot snapshot = snapshot(new LoadSampler(MACHINE)::sample);
    assertEquals(processes, metric(snapshot, "processes"), 10 + processes * 0.1);
    if (run("ps", "-p", "2", "-o", "comm=").contains("kthreadd")) {
      assertEquals(threads, metric(snapshot, "threads"), 50 + threads * 0.1);
    } else {
      // In a container ps sees only its own processes, but the kernel counts all threads.
      assertTrue(metric(snapshot, "threads") >= threads * 0.9, "threads");
    }
  }

  @Test
  void everyCoreOfTheKernelHasAUseBetween0And100() throws IOException {
    long cores = lines("/proc/stat").stream().filter(line -> line.matches("cpu\\d+ .*")).count();
    HostSnapshot snapshot =
        snapshotWhen(new CpuSampler(MACHINE)::sample, each -> each.metrics().containsKey("cpu"));
    List<String> named =
        snapshot.metrics().keySet().stream().filter(name -> name.startsWith("cpu/core")).toList();
    assertEquals(cores, snapshot.facts().cores());
    assertTrue(named.size() <= cores);
    double parts =
        metric(snapshot, "cpu/user")
            + metric(snapshot, "cpu/system")
            + metric(snapshot, "cpu/iowait")
            + metric(snapshot, "cpu/steal")
            + metric(snapshot, "cpu/idle");
    assertEquals(100, parts, 0.5);
    assertEquals(
        100 - metric(snapshot, "cpu/idle") - metric(snapshot, "cpu/iowait"),
        metric(snapshot, "cpu"),
        0.2);
  }

  @Test
  void fileSystemsAreThoseOfDfToOnePercentOfTheirSize() throws IOException {
    String[] bytes = run("df", "-B1", "/").get(1);
    String[] inodes = run("df", "-i", "/").get(1);
    HostSnapshot snapshot = snapshot(new DiskSampler(MACHINE)::sample);
    double total = Double.parseDouble(bytes[1]);
    assertEquals(total, metric(snapshot, "disk/root/total"));
    assertEquals(Double.parseDouble(bytes[2]), metric(snapshot, "disk/root/used"), total * 0.01);
    assertEquals(
        100 * metric(snapshot, "disk/root/used") / total, metric(snapshot, "disk/root"), 0.1);
    if (!inodes[1].equals("0") && !inodes[1].equals("-")) {
      double all = Double.parseDouble(inodes[1]);
      assertEquals(all, metric(snapshot, "disk/root/inodes_total"));
      assertEquals(Double.parseDouble(inodes[2]), metric(snapshot, "disk/root/inodes"), all * 0.01);
    }
    HostFacts.Disk root =
        snapshot.facts().disks().stream()
            .filter(disk -> disk.mount().equals("/"))
            .findFirst()
            .orElseThrow();
    assertEquals(bytes[0], root.device());
    assertEquals(Files.getFileStore(Path.of("/")).type(), root.type());
  }

  @Test
  void pseudoFileSystemsAreNotDisks() throws IOException {
    lines("/proc/self/mounts");
    Set<String> types =
        snapshot(new DiskSampler(MACHINE)::sample).facts().disks().stream()
            .filter(disk -> !disk.mount().equals("/"))
            .map(HostFacts.Disk::type)
            .collect(Collectors.toSet());
    types.retainAll(Set.of("proc", "sysfs", "tmpfs", "devtmpfs", "devpts", "cgroup2", "overlay"));
    assertEquals(Set.of(), types);
  }

  @Test
  void drivesAreTheDevicesThatTheKernelHasUsed() throws IOException {
    lines("/proc/diskstats");
    Set<String> used = new TreeSet<>();
    for (String name :
        Files.list(Path.of("/sys/block")).map(p -> p.getFileName().toString()).toList()) {
      String[] stat = lines("/sys/block/" + name + "/stat").get(0).strip().split("\\s+");
      boolean drive = !name.matches("(loop|ram|zram)\\d+");
      if (drive && Long.parseLong(stat[0]) + Long.parseLong(stat[4]) > 0) {
        used.add(name);
      }
    }
    HostSnapshot snapshot =
        snapshotWhen(
            new DriveSampler(MACHINE)::sample,
            each -> used.isEmpty() || each.metrics().size() == used.size() * 5);
    assertEquals(
        used,
        snapshot.facts().drives().stream()
            .map(HostFacts.Drive::device)
            .collect(Collectors.toCollection(TreeSet::new)));
  }

  @Test
  void writtenBytesShowAtTheDriveWithinTheRateOfTheKernel() throws IOException {
    lines("/proc/diskstats");
    DriveSampler sampler = new DriveSampler(MACHINE);
    HostSnapshot first = snapshot(sampler::sample);
    assumeTrue(!first.facts().drives().isEmpty(), "no drive");
    Path file = Files.createTempFile(Path.of("target"), "written", ".bin");
    byte[] block = new byte[(int) MEBIBYTE];
    try (var out = new java.io.RandomAccessFile(file.toFile(), "rw")) {
      for (int i = 0; i < 16; i++) {
        out.write(block);
      }
      out.getFD().sync();
      HostSnapshot after = snapshot(sampler::sample);
      double seconds = Math.max(0.001, (after.timeMillis() - first.timeMillis()) / 1000.0);
      double written =
          after.metrics().entrySet().stream()
              .filter(each -> each.getKey().endsWith("/write"))
              .mapToDouble(each -> each.getValue() * seconds)
              .sum();
      boolean onDrive = !Files.getFileStore(file).type().matches("tmpfs|overlay|9p|virtiofs");
      assumeTrue(onDrive, "the build is on no drive of this machine");
      assertTrue(written >= 8 * MEBIBYTE, () -> "written: " + written);
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void interfacesAndTheirTotalsAreThoseOfTheKernel() throws IOException {
    Map<String, Double> received = new HashMap<>();
    for (String line : lines("/proc/net/dev")) {
      if (line.contains(":")) {
        String name = line.substring(0, line.lastIndexOf(':')).strip();
        String[] fields = line.substring(line.lastIndexOf(':') + 1).strip().split("\\s+");
        received.put(name, Double.parseDouble(fields[0]));
      }
    }
    received.remove("lo");
    assumeTrue(received.size() <= NetworkSampler.MAX_NETWORKS);
    HostSnapshot snapshot =
        snapshotWhen(
            new NetworkSampler(MACHINE)::sample,
            each -> each.metrics().size() == received.size() * 10);
    assertEquals(
        received.keySet(),
        snapshot.facts().networks().stream()
            .map(HostFacts.Network::name)
            .collect(Collectors.toSet()));
    for (HostFacts.Network network : snapshot.facts().networks()) {
      double expected = received.get(network.name());
      double total = metric(snapshot, network.metric() + "/total_in");
      assertEquals(expected, total, expected * 0.05 + 10 * MEBIBYTE, network.name());
    }
  }

  @Test
  void connectionsThatThisTestHoldsAreCounted() throws IOException {
    lines("/proc/net/tcp");
    double before = metric(snapshot(new TcpSampler(MACHINE)::sample), "tcp/listen");
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
        Socket accepted = server.accept()) {
      HostSnapshot snapshot = snapshot(new TcpSampler(MACHINE)::sample);
      assertTrue(client.isConnected() && accepted.isConnected());
      assertTrue(metric(snapshot, "tcp/listen") >= 1);
      assertEquals(before + 1, metric(snapshot, "tcp/listen"), 5);
      assertTrue(metric(snapshot, "tcp/established") >= 2);
    }
  }

  @Test
  void systemIsThatOfTheKernelAndUptimeToFiveSeconds() throws IOException {
    double uptime = Double.parseDouble(lines("/proc/uptime").get(0).split(" ")[0]);
    HostSnapshot snapshot = snapshot(new SystemSampler(MACHINE)::sample);
    HostFacts.Os os = snapshot.facts().os().orElseThrow();
    assertEquals(uptime, metric(snapshot, "uptime"), 5);
    assertEquals(snapshot.timeMillis() - uptime * 1000, os.bootTimeMillis().orElseThrow(), 5_000);
    assertEquals(lines("/proc/sys/kernel/osrelease").get(0), os.kernel());
    assertEquals(run("uname", "-m").get(0)[0], os.arch());
    assertEquals(
        lines("/proc/sys/kernel/hostname").get(0).split("\\.")[0],
        snapshot.facts().host().orElseThrow());
  }

  @Test
  void temperaturesFansAndBatteriesAreThereWhereSysHasThem() {
    HostSnapshot snapshot = snapshot(new SensorSampler(MACHINE)::sample);
    boolean none =
        MACHINE.procFs().names("sys/class/thermal").isEmpty()
            && MACHINE.procFs().names("sys/class/hwmon").isEmpty();
    assertEquals(none, snapshot.facts().sensors().isEmpty() && none);
    snapshot.metrics().values().forEach(value -> assertTrue(value > -60 && value < 20_000));
  }

  @Test
  void thisProcessIsAsPsReportsIt() throws IOException {
    long pid = ProcessHandle.current().pid();
    ProcessTable table = new ProcessTable(MACHINE.procFs());
    ProcessList.Row row =
        table.list(true, true).processes().stream()
            .filter(each -> each.pid() == pid)
            .findFirst()
            .orElseThrow();
    String[] ps =
        run("ps", "-o", "user:32=,rss=,nlwp=,etimes=,comm=", "-p", Long.toString(pid)).get(0);
    assertEquals(ps[0], row.user());
    assertEquals(Double.parseDouble(ps[1]) * 1024, row.memoryBytes(), 100.0 * MEBIBYTE);
    assertEquals(Integer.parseInt(ps[2]), row.threads(), 10);
    assertEquals(
        System.currentTimeMillis() - Long.parseLong(ps[3]) * 1000, row.startMillis(), 5_000);
    assertEquals(ps[4], row.name());
    assertTrue(row.command().orElseThrow().contains("java"));
  }

  @Test
  void busyProcessShowsOneCoreToAQuarter() throws Exception {
    lines("/proc/stat");
    Process busy = new ProcessBuilder("sh", "-c", "while :; do :; done").start();
    try {
      ProcessTable table = new ProcessTable(MACHINE.procFs());
      table.list(true, false);
      long ticksBefore = ticks(busy.pid());
      long nanosBefore = System.nanoTime();
      ProcessList.Row row =
          await()
              .pollDelay(2, TimeUnit.SECONDS)
              .until(
                  () ->
                      table.list(true, false).processes().stream()
                          .filter(each -> each.pid() == busy.pid())
                          .findFirst()
                          .orElseThrow(),
                  each -> each.cpuPercent().isPresent());
      double seconds = (System.nanoTime() - nanosBefore) / 1e9;
      double expected = (ticks(busy.pid()) - ticksBefore) / seconds;
      assertEquals(expected, row.cpuPercent().orElseThrow(), 25);
    } finally {
      busy.destroyForcibly().waitFor();
    }
  }

  private static long ticks(long pid) throws IOException {
    return ProcessStat.parse(Files.readString(Path.of("/proc/" + pid + "/stat")))
        .orElseThrow()
        .cpuTicks();
  }

  @Test
  void completeSnapshotHasEveryFamilyFromTheSecondOn() throws IOException {
    lines("/proc/stat");
    HostSampler sampler = new HostSampler();
    HostSnapshot first = sampler.sample(1_000);
    assertEquals(1_000, first.timeMillis());
    assertTrue(!first.metrics().containsKey("cpu"));
    HostSnapshot later =
        await()
            .until(
                () -> sampler.sample(System.currentTimeMillis()),
                each -> each.metrics().containsKey("cpu"));
    for (String metric :
        List.of(
            "cpu",
            "cpu/idle",
            "load/1m",
            "memory",
            "disk/root",
            "tcp/listen",
            "processes",
            "threads",
            "uptime")) {
      assertTrue(later.metrics().containsKey(metric), metric);
    }
  }
}
