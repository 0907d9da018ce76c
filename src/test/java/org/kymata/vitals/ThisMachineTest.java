package org.kymata.vitals;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.kymata.vitals.CpuSampler.Use;
import org.kymata.vitals.VitalsSample.Disk;
import org.kymata.vitals.VitalsSample.Load;
import org.kymata.vitals.VitalsSample.Memory;
import org.kymata.vitals.VitalsSample.Network;
import org.kymata.vitals.VitalsSample.Os;
import org.kymata.vitals.VitalsSample.Swap;
import oshi.SystemInfo;
import oshi.spi.SystemInfoProvider;

/** Each sampler against what the kernel of this machine says. */
class ThisMachineTest {
  private static final SystemInfoProvider MACHINE = new SystemInfo();

  @Test
  void memoryAndSwapAreThoseOfTheKernel() throws IOException {
    Map<String, Long> kernel =
        lines("/proc/meminfo").stream()
            .map(line -> line.split("[:\\s]+"))
            .collect(Collectors.toMap(f -> f[0], f -> Long.parseLong(f[1]) * 1024, (a, b) -> a));
    MemorySampler sampler = new MemorySampler(MACHINE);
    Memory memory = sampler.sampleMemory().orElseThrow();
    Swap swap = sampler.sampleSwap().orElseThrow();
    long available = kernel.get("MemAvailable");
    assertEquals(kernel.get("MemTotal"), memory.totalBytes());
    assertEquals(available, memory.availableBytes(), available * 0.1);
    assertEquals(memory.totalBytes(), memory.usedBytes() + memory.availableBytes());
    assertEquals(kernel.get("SwapTotal"), swap.totalBytes());
  }

  @Test
  void loadIsThatOfTheKernel() throws IOException {
    String[] kernel = lines("/proc/loadavg").get(0).split(" ");
    Load load = new LoadSampler(MACHINE).sample().orElseThrow();
    assertEquals(Double.parseDouble(kernel[0]), load.oneMinute(), 1.0);
    assertEquals(Double.parseDouble(kernel[1]), load.fiveMinutes(), 1.0);
    assertEquals(Double.parseDouble(kernel[2]), load.fifteenMinutes(), 1.0);
  }

  @Test
  void everyCoreOfTheKernelHasAUseFromTheSecondSampleOn() throws IOException {
    long cores = lines("/proc/stat").stream().filter(line -> line.matches("cpu\\d+ .*")).count();
    CpuSampler sampler = new CpuSampler(MACHINE);
    assertEquals(Optional.empty(), sampler.sample());
    Use use = await().until(sampler::sample, Optional::isPresent).orElseThrow();
    assertEquals(cores, use.perCorePercent().size());
    Stream.concat(Stream.of(use.allPercent()), use.perCorePercent().stream())
        .forEach(percent -> assertTrue(percent >= 0 && percent <= 100, "percent: " + percent));
    double mean =
        use.perCorePercent().stream().mapToDouble(Double::doubleValue).average().getAsDouble();
    assertEquals(mean, use.allPercent(), 10.0);
  }

  @Test
  void rootFileSystemIsThatOfTheKernel() throws IOException {
    lines("/proc/self/mounts");
    FileStore store = Files.getFileStore(Path.of("/"));
    List<Disk> disks = new DiskSampler(MACHINE).sample();
    Disk root = disks.stream().filter(disk -> disk.mount().equals("/")).findFirst().orElseThrow();
    long used = store.getTotalSpace() - store.getUnallocatedSpace();
    assertEquals(store.getTotalSpace(), root.totalBytes());
    assertEquals(used, root.usedBytes(), used * 0.05);
    assertEquals(store.type(), root.type());
    assertEquals(store.name(), root.device());
  }

  @Test
  void pseudoFileSystemsAreNotDisks() throws IOException {
    lines("/proc/self/mounts");
    Set<String> types =
        new DiskSampler(MACHINE)
            .sample().stream()
                .filter(disk -> !disk.mount().equals("/"))
                .map(Disk::type)
                .collect(Collectors.toSet());
    types.retainAll(Set.of("proc", "sysfs", "tmpfs", "devtmpfs", "devpts", "cgroup2", "overlay"));
    assertEquals(Set.of(), types);
  }

  @Test
  void interfacesAreThoseOfTheKernelWithoutLoopback() throws IOException {
    Set<String> kernel =
        lines("/proc/net/dev").stream()
            .filter(line -> line.contains(":"))
            .map(line -> line.substring(0, line.lastIndexOf(':')).trim())
            .collect(Collectors.toCollection(TreeSet::new));
    kernel.remove("lo");
    assumeTrue(kernel.size() <= NetworkSampler.MAX_NETWORKS);
    NetworkSampler sampler = new NetworkSampler(MACHINE);
    List<Network> first = sampler.sample();
    List<Network> second = sampler.sample();
    assertEquals(
        kernel, first.stream().map(Network::name).collect(Collectors.toCollection(TreeSet::new)));
    assertTrue(first.stream().allMatch(network -> network.receivedBytesPerSecond().isEmpty()));
    assertTrue(second.stream().allMatch(network -> network.receivedBytesPerSecond().isPresent()));
  }

  @Test
  void interfacesWithoutLinuxTableAreThoseOfOshi() throws IOException {
    Set<String> kernel = NetworkCounters.parse(lines("/proc/net/dev")).keySet();
    NetworkCounters counters = new NetworkCounters(MACHINE, Path.of("/no/such/table"));
    Set<String> oshi = counters.read().keySet();
    assertTrue(kernel.containsAll(oshi), () -> oshi + " of " + kernel);
    assertFalse(oshi.contains("lo"));
  }

  @Test
  void systemIsThatOfTheKernel() throws IOException {
    double uptime = Double.parseDouble(lines("/proc/uptime").get(0).split(" ")[0]);
    long now = System.currentTimeMillis();
    SystemSampler sampler = new SystemSampler(MACHINE);
    Os os = sampler.os(now);
    assertEquals(uptime, os.uptimeSeconds().getAsLong(), 5);
    assertEquals(now - uptime * 1000, os.bootTimeMillis().getAsLong(), 5_000);
    assertEquals(lines("/proc/sys/kernel/osrelease").get(0), os.kernel());
    assertEquals(Optional.of(lines("/proc/sys/kernel/hostname").get(0)), sampler.hostName());
    assertFalse(os.name().isBlank());
  }

  @Test
  void wholeSampleHasEveryPartFromTheSecondOn() throws IOException {
    lines("/proc/stat");
    HostSampler sampler = new HostSampler();
    VitalsSample first = sampler.sample(1_000);
    assertEquals(1_000, first.timeMillis());
    assertEquals(
        OptionalDouble.empty(), first.cpu().map(VitalsSample.Cpu::usedPercent).orElseThrow());
    VitalsSample later =
        await()
            .until(
                () -> sampler.sample(System.currentTimeMillis()),
                sample -> sample.cpu().orElseThrow().usedPercent().isPresent());
    List<String> names = VitalsMetrics.of(later).stream().map(Measurement::metric).toList();
    assertTrue(
        names.containsAll(
            List.of("cpu", "cpu/core0", "load/1m", "memory", "swap/used", "disk/root", "uptime")),
        names::toString);
  }

  private static List<String> lines(String file) throws IOException {
    Path path = Path.of(file);
    assumeTrue(Files.isReadable(path), () -> file + " is missing");
    return Files.readAllLines(path);
  }
}
