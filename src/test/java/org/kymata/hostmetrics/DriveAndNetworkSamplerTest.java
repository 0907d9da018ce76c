package org.kymata.hostmetrics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.kymata.hostmetrics.RecordedMachines.metric;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Drives and interfaces: tables of counters. */
class DriveAndNetworkSamplerTest {
  private final NetworkSampler networks = new NetworkSampler(RecordedMachines.copy("vm"));
  private final DriveSampler drives = new DriveSampler(RecordedMachines.copy("vm"));

  private HostSnapshot networks(int second, Map<String, long[]> counters) {
    SnapshotBuilder snapshot = RecordedMachines.snapshotBuilder(second);
    networks.addRates(counters, snapshot);
    return snapshot.build();
  }

  private static long[] traffic(long in, long out) {
    return new long[] {in, 0, 0, 0, out, 0, 0, 0};
  }

  @Test
  void tableOfInterfacesIsReadWithoutLoopbackAndWithoutBrokenLines() {
    Map<String, long[]> counters =
        NetworkSampler.parse(
            String.join(
                "\n",
                "Inter-|   Receive                |  Transmit",
                " face |bytes    packets errs drop fifo frame compressed multicast|bytes",
                "",
                ": 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16",
                "short: 1 2 3",
                "text: a 0 0 0 0 0 0 0 b 0 0 0 0 0 0 0",
                "minus: -1 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0",
                "    lo:    3193  29 0 0 0 0 0 0 3193 29 0 0 0 0 0 0",
                "eth0:1: 1 2 3 4 0 0 0 0 5 6 7 8 0 0 0 0",
                "wlan0:17 1 0 0 0 0 0 0 19 1 0 0 0 0 0 0"));
    assertEquals(Set.of("eth0:1", "wlan0"), counters.keySet());
    assertArrayEquals(new long[] {1, 2, 3, 4, 5, 6, 7, 8}, counters.get("eth0:1"));
  }

  @Test
  void interfacePluggedInLaterHasTotalsAndNoRates() {
    networks(0, Map.of("eth0", traffic(500, 300)));
    HostSnapshot second =
        networks(1, Map.of("eth0", traffic(600, 300), "usb0", traffic(9_000, 9_000)));
    assertEquals(OptionalDouble.of(100), metric(second, "net/eth0/in"));
    assertEquals(OptionalDouble.of(0), metric(second, "net/eth0/out"));
    assertEquals(OptionalDouble.of(9_000), metric(second, "net/usb0/total_in"));
    assertEquals(OptionalDouble.empty(), metric(second, "net/usb0/in"));
  }

  @Test
  void interfaceThatVanishesIsAbsentAtOnce() {
    networks(0, Map.of("eth0", traffic(500, 300)));
    HostSnapshot second = networks(1, Map.of());
    assertEquals(Map.of(), second.metrics());
    assertEquals(List.of(), second.facts().networks());
  }

  @Test
  void interfacesOfContainersAreCutOffFirst() {
    Map<String, long[]> many = new LinkedHashMap<>();
    for (int i = 0; i < 100; i++) {
      many.put("veth" + i, traffic(1, 1));
    }
    many.put("eth0", traffic(1, 1));
    List<HostFacts.Network> shown = networks(0, many).facts().networks();
    assertEquals(NetworkSampler.MAX_NETWORKS, shown.size());
    assertEquals("eth0", shown.get(0).name());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "8",
        "8 0",
        "8 0 sda",
        "8 0 sda 1 2 3",
        "8 0 sda -1 0 5 0 5 0 5 0 0 5 5",
        "8 0 sda 0 0 0 0 0 0 0 0 0 0 0",
        "7 0 loop3 1 0 5 0 5 0 5 0 0 5 5",
        "1 0 ram0 1 0 5 0 5 0 5 0 0 5 5",
        "252 0 zram1 1 0 5 0 5 0 5 0 0 5 5"
      })
  void whatIsNoDriveOrWasCutOffIsLeftOut(String line) {
    assertEquals(Map.of(), DriveSampler.parse(line));
  }

  @Test
  void countersOfADriveAreInBytes() {
    Map<String, long[]> found = DriveSampler.parse("   8  0 sda 10 1 2 3 40 5 6 7 8 90 11 0 0\n");
    assertArrayEquals(new long[] {10, 1024, 40, 3072, 90}, found.get("sda"));
  }

  @Test
  void driveIsNeverMoreThanWhollyBusyAndItsCounterSetAnewIsAGap() {
    SnapshotBuilder snapshot = RecordedMachines.snapshotBuilder(0);
    drives.addRates(Map.of("vda", new long[] {1, 1, 1, 1, 1}), snapshot);
    SnapshotBuilder busy = RecordedMachines.snapshotBuilder(1);
    drives.addRates(Map.of("vda", new long[] {2, 1, 1, 1, 1100}), busy);
    assertEquals(OptionalDouble.of(100), metric(busy, "drive/vda/busy"));
    SnapshotBuilder reset = RecordedMachines.snapshotBuilder(2);
    drives.addRates(Map.of("vda", new long[] {0, 0, 0, 0, 0}), reset);
    assertEquals(Map.of(), reset.build().metrics());
  }

  @Test
  void partitionsAreRecognisedByTheirNamesWithoutSys() {
    SystemSources machine = RecordedMachines.at(java.nio.file.Path.of("target", "no-such-machine"));
    DriveSampler sampler = new DriveSampler(machine);
    for (String whole : List.of("sda", "nvme0n1", "mmcblk0", "vda", "dm-0", "md127", "sdaa")) {
      assertEquals(true, sampler.isWholeDrive(whole), whole);
    }
    for (String part : List.of("sda1", "nvme0n1p2", "mmcblk0p1", "vda15", "md127p1", "sdaa3")) {
      assertEquals(false, sampler.isWholeDrive(part), part);
    }
  }
}
