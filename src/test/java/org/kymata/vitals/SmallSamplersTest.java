package org.kymata.vitals;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.kymata.vitals.DiskSampler.Mount;
import org.kymata.vitals.VitalsSample.Load;
import org.kymata.vitals.VitalsSample.Memory;
import org.kymata.vitals.VitalsSample.Swap;

class SmallSamplersTest {
  static Stream<double[]> unknownLoads() {
    return Stream.of(
        new double[] {},
        new double[] {1, 2},
        new double[] {-1, -1, -1},
        new double[] {0.5, 0.5, -1},
        new double[] {0.5, Double.NaN, 0.5});
  }

  @ParameterizedTest
  @MethodSource("unknownLoads")
  void loadThatIsNotKnownIsAbsent(double[] averages) {
    assertTrue(LoadSampler.of(averages).isEmpty());
  }

  @Test
  void idleMachineHasALoadOfZero() {
    assertEquals(Optional.of(new Load(0, 0, 0)), LoadSampler.of(new double[] {0, 0, 0}));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "-1, 5", "100, -1"})
  void memoryThatCouldNotBeReadIsAbsent(long total, long available) {
    assertTrue(MemorySampler.memory(total, available).isEmpty());
  }

  @ParameterizedTest
  @CsvSource({"100, 40, 60, 40", "100, 0, 100, 0", "100, 120, 0, 100"})
  void usedMemoryIsWhatIsNotAvailable(long total, long available, long used, long shown) {
    assertEquals(
        Optional.of(new Memory(total, used, shown)), MemorySampler.memory(total, available));
  }

  @ParameterizedTest
  @CsvSource({"0, 0, 0", "100, -1, 0", "100, 10, -1", "100, 10, 11"})
  void swapThatCouldNotBeReadIsAbsent(long memory, long total, long used) {
    assertTrue(MemorySampler.swap(memory, total, used).isEmpty());
  }

  @Test
  void machineWithoutSwapHasSwapOfZero() {
    assertEquals(Optional.of(new Swap(0, 0)), MemorySampler.swap(100, 0, 0));
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
    assertEquals(disks, DiskSampler.stable(withContainer));
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

  @ParameterizedTest
  @CsvSource({"Debian GNU/Linux, , Debian GNU/Linux", "Debian GNU/Linux, 12, Debian GNU/Linux 12"})
  void systemsNameIncludesItsVersionWhenKnown(String family, String version, String expected) {
    assertEquals(expected, SystemSampler.osName(family, Optional.ofNullable(version)));
  }

  private static OptionalLong optional(Long value) {
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }
}
