package org.kymata.hostmetrics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kymata.hostmetrics.RecordedMachines.metric;
import static org.kymata.hostmetrics.RecordedMachines.write;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kymata.hostmetrics.DiskSampler.Mount;

class SmallSamplersTest {
  private final SnapshotBuilder snapshot = RecordedMachines.snapshotBuilder(0);

  private Map<String, Double> metrics() {
    return snapshot.build().metrics();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "0.1 0.2", "0.1 -0.2 0.3", "0.1 NaN 0.3", "a b c", "0.1 0.2 Infinity"})
  void loadThatIsNotKnownIsAbsent(String text) {
    LoadSampler.parse(text, snapshot);
    assertEquals(Map.of(), metrics());
  }

  @Test
  void idleMachineHasALoadOfZero() {
    LoadSampler.parse("0.00 0.00 0.00 1/100 5\n", snapshot);
    assertEquals(0.0, metrics().get("load/1m"));
    assertEquals(1.0, metrics().get("processes/running"));
    assertEquals(100.0, metrics().get("threads"));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "-1, 5", "100, -1"})
  void memoryThatCouldNotBeReadIsAbsent(long total, long available) {
    MemorySampler.addMemory(total, available, snapshot);
    assertEquals(Map.of(), metrics());
  }

  @ParameterizedTest
  @CsvSource({"100, 40, 60, 40", "100, 0, 100, 0", "100, 120, 0, 100"})
  void usedMemoryIsWhatIsNotAvailable(long total, long available, double used, double shown) {
    MemorySampler.addMemory(total, available, snapshot);
    assertEquals(used, metrics().get("memory/used"));
    assertEquals(used, metrics().get("memory"));
    assertEquals(shown, metrics().get("memory/available"));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "-1, 0", "10, -1", "10, 11"})
  void swapThatIsNotThereOrCouldNotBeReadIsAbsent(long total, long used) {
    MemorySampler.addSwap(total, used, snapshot);
    assertEquals(Map.of(), metrics());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "MemTotal",
        "MemTotal:",
        "MemTotal: x kB",
        "MemTotal: -5 kB",
        ": 5 kB",
        "MemTotal: 9223372036854775807 kB"
      })
  void lineOfMemoryThatCannotBeReadIsLeftOut(String line) {
    assertEquals(Map.of(), MemorySampler.parse(line));
  }

  @Test
  void swappedPagesAreFoundByTheirCompleteName() {
    assertArrayEquals(new long[] {-1, -1}, MemorySampler.swapped("nr_free_pages 5\nxpswpin 3\n"));
    assertArrayEquals(new long[] {7, 9}, MemorySampler.swapped("a 1\npswpin 7\npswpout 9\n"));
  }

  @Test
  void swappingIsInBytesPerSecond(@TempDir Path root) {
    RecordedMachines.changeableCopy("pi", root);
    MemorySampler sampler = new MemorySampler(RecordedMachines.at(root));
    sampler.sample(RecordedMachines.snapshotBuilder(0));
    write(root, "proc/vmstat", "a 1\npswpin 30\npswpout 20\n");
    SnapshotBuilder later = RecordedMachines.snapshotBuilder(2);
    sampler.sample(later);
    assertEquals(OptionalDouble.of(10 * 4096), metric(later, "swap/in"));
    assertEquals(OptionalDouble.of(0), metric(later, "swap/out"));
  }

  @Test
  void bindMountsSubvolumesAndMemoryFileSystemsAreNotDisks() {
    List<Mount> found =
        List.of(
            new Mount("/tmp", "tmpfs", "tmpfs"),
            new Mount("/srv/shared", "/dev/sda2", "btrfs"),
            new Mount("/", "/dev/sda2", "btrfs"),
            new Mount("/home", "/dev/sda2", "btrfs"),
            new Mount("/boot", "/dev/sda1", "vfat"),
            new Mount("/tank", "tank", "zfs"),
            new Mount("/tank/media", "tank/media", "zfs"));
    assertEquals(
        List.of("/", "/boot", "/tank", "/tank/media"),
        DiskSampler.distinct(found).stream().map(Mount::path).toList());
  }

  @ParameterizedTest
  @CsvSource({"'', root", "/, root", "/root, root", "/mnt/usb stick, mnt/usb stick", "C:, C:"})
  void mountPointIsNamedWithoutItsSlash(String path, String part) {
    assertEquals(part, new Mount(path, "d", "ext4").part());
  }

  @Test
  void disksAreBounded() {
    List<Mount> found =
        IntStream.range(0, 500).mapToObj(i -> new Mount("/m" + i, "/dev/d" + i, "ext4")).toList();
    assertEquals(DiskSampler.MAX_DISKS, DiskSampler.distinct(found).size());
  }

  @Test
  void containersComingAndGoingDoNotChangeTheMountTable() {
    List<String> disks =
        List.of("/dev/sda1 / ext4 rw 0 0", "/dev/sdb1 /mnt/usb\\040stick vfat rw 0 0");
    List<String> withContainer =
        List.of(
            "",
            "nonsense",
            disks.get(0),
            "overlay /var/lib/docker/overlay2/a1/merged overlay rw 0 0",
            "nsfs /run/docker/netns/a1 nsfs rw 0 0",
            disks.get(1));
    assertEquals(disks, DiskSampler.withoutTransient(withContainer));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "-1, 0", "10, 11", "10, -1"})
  void fileSystemWithoutInodesHasNone(long total, long free) {
    assertEquals(Optional.empty(), Inodes.count(total, free));
  }

  @ParameterizedTest
  @CsvSource({
    // before, now, uptime, expected
    ", 1000000, , ",
    "900000, 1000000, , ",
    ", 1000000, 100, 900000",
    "900000, 1000900, 100, 900000",
    "900000, 995100, 100, 900000",
    "900000, 5000000, 100, 4900000"
  })
  void bootTimeIsSteadyUntilTheClockIsSetAnew(Long before, long now, Long uptime, Long expected) {
    assertEquals(
        optional(expected), SystemSampler.bootTime(optional(before), now, optional(uptime)));
  }

  private static OptionalLong optional(Long value) {
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }

  @ParameterizedTest
  @CsvSource({
    "'', ",
    "'NAME=x', ",
    "'PRETTY_NAME=', ",
    "'PRETTY_NAME=\"\"', ",
    "'PRETTY_NAME=Debian', Debian",
    "'PRETTY_NAME=\"Debian 12\"', Debian 12"
  })
  void systemsNameIsThatOfItsRelease(String release, String expected) {
    assertEquals(Optional.ofNullable(expected), SystemSampler.prettyName(release));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-273.15, -128, -60, 200, 255, 16777215})
  void temperatureThatCannotBeIsASensorThatIsNotConnected(double celsius) {
    assertFalse(SensorSampler.isPlausible(celsius));
  }

  @Test
  void sensorWithoutAValueForAWhileIsStillListed(@TempDir Path root) {
    RecordedMachines.changeableCopy("pi", root);
    SensorSampler sampler = new SensorSampler(RecordedMachines.at(root));
    sampler.sample(snapshot);
    write(root, "sys/class/thermal/thermal_zone0/temp", "");
    SnapshotBuilder asleep = RecordedMachines.snapshotBuilder(1);
    sampler.sample(asleep);
    assertEquals(OptionalDouble.of(48.3), metric(snapshot, "temperature/cpu"));
    assertEquals(OptionalDouble.empty(), metric(asleep, "temperature/cpu"));
    assertEquals(snapshot.build().facts(), asleep.build().facts());
  }

  @Test
  void frostIsPossible() {
    assertTrue(SensorSampler.isPlausible(-20));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "cpu MHz\t: ", "cpu MHz : 0.000", "cpu MHz : -5", "BogoMIPS : 5"})
  void processorThatDoesNotTellItsFrequencyHasNone(String cpuinfo) {
    assertEquals(OptionalDouble.empty(), CpuFrequencySampler.parse(cpuinfo));
  }

  @Test
  void ofManyCoresSomeEvenlySpreadAreAsked() {
    List<String> cores = IntStream.range(0, 128).mapToObj(i -> "cpu" + i).toList();
    List<String> asked = CpuFrequencySampler.evenlySpaced(cores);
    assertEquals(32, asked.size());
    assertEquals(List.of("cpu0", "cpu4", "cpu8"), asked.subList(0, 3));
    assertEquals(List.of("cpu0"), CpuFrequencySampler.evenlySpaced(List.of("cpu0")));
  }
}
