package org.kymata.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostMetricValidatorTest {

  @ParameterizedTest
  @CsvSource({
    "cpu, -0.1",
    "cpu, 100.1",
    "cpu/user, -1",
    "cpu/core1024, 1",
    "cpu/core9999, 1",
    "cpu/core01, 1",
    "cpu/core-1, 1",
    "cpu/frequency, -1",
    "memory, 101",
    "memory/used, -1",
    "memory/total, 1e30",
    "memory/lost, 1",
    "swap/in, -5",
    "disk/root, 101",
    "disk/root/used, -1",
    "disk/, 1",
    "drive/sda, 1",
    "drive/sda/busy, 101",
    "drive/sda/read, -1",
    "drive/sda/read, 1e15",
    "net/eth0/in, -1",
    "net/eth0/in, 1e14",
    "net/eth0/lost, 1",
    "net/eth0, 1",
    "tcp/open, 1",
    "tcp/established, -1",
    "load/1m, -0.01",
    "load/2m, 1",
    "temperature/cpu, -300",
    "temperature/cpu, 5000",
    "fan/cpu, -1",
    "battery/BAT0, 101",
    "uptime, -1",
    "luck, 1",
    "'cpu used', 1",
    "'', 1"
  })
  void implausibleValueIsRejected(String metric, double value) {
    assertNotNull(HostMetricValidator.error(metric, value));
  }

  @ParameterizedTest
  @CsvSource({
    "cpu, 0",
    "cpu, 100",
    "cpu/core1023, 12.5",
    "cpu/frequency, 3e9",
    "temperature/cpu, -20.5",
    "disk/root, 61.2",
    "disk/used, 5",
    "disk/var/lib/used, 8e9",
    "disk/root/inodes, 4e6",
    "drive/nvme0n1/busy, 100",
    "net/eth0/total_in, 1e15",
    "tcp/close_wait, 4",
    "uptime, 219327",
    "load/15m, 64.25",
    "battery/BAT0, 97"
  })
  void plausibleValueIsAccepted(String metric, double value) {
    assertNull(HostMetricValidator.error(metric, value));
  }

  @ParameterizedTest
  @CsvSource({
    "net/eth0/in, net/eth0",
    "disk/var/lib/used, disk/var/lib",
    "disk/var/lib, disk/var/lib",
    "disk/root/inodes_total, disk/root",
    "disk/used, disk/used",
    "drive/sda/busy, drive/sda",
    "temperature/cpu/1, temperature/cpu/1"
  })
  void metricBelongsToItsPart(String metric, String part) {
    assertEquals(part, HostMetricValidator.part(metric));
  }

  private static Sample sample(boolean full, Map<String, Double> metrics, Set<String> gone) {
    return new Sample(1, 1, full, metrics, gone, 0, List.of());
  }

  @Test
  void changesAreLaidOverWhatIsKnownAndAFullSampleReplacesIt() {
    SnapshotMerger laying = new SnapshotMerger();
    List<String> faults = new ArrayList<>();
    laying.merge(sample(true, Map.of("cpu", 1.0, "memory", 2.0, "uptime", 3.0), Set.of()), faults);
    assertEquals(
        Map.of("cpu", 5.0, "uptime", 3.0),
        laying.merge(sample(false, Map.of("cpu", 5.0), Set.of("memory")), faults));
    assertEquals(
        Map.of("memory", 7.0), laying.merge(sample(true, Map.of("memory", 7.0), Set.of()), faults));
    assertEquals(List.of(), faults);
  }

  @Test
  void valueThatCannotBeTrueTakesTheOneBeforeWithIt() {
    SnapshotMerger laying = new SnapshotMerger();
    List<String> faults = new ArrayList<>();
    laying.merge(sample(true, Map.of("net/eth0/in", 1.0, "cpu", 2.0), Set.of()), faults);
    assertEquals(
        Map.of("cpu", 2.0),
        laying.merge(sample(false, Map.of("net/eth0/in", -5.0), Set.of()), faults));
    assertEquals(1, faults.size());
  }

  @Test
  void tenThousandCoresAndAThousandInterfacesAreCutToWhatAMachineHas() {
    Map<String, Double> metrics = new LinkedHashMap<>();
    for (int i = 0; i < 10_000; i++) {
      metrics.put("cpu/core" + i, 1.0);
    }
    for (int i = 0; i < 1_000; i++) {
      metrics.put("net/veth" + i + "/in", 1.0);
      metrics.put("net/veth" + i + "/out", 1.0);
    }
    List<String> faults = new ArrayList<>();
    Map<String, Double> known = new SnapshotMerger().merge(sample(true, metrics, Set.of()), faults);
    assertEquals(1_024 + 2 * 64, known.size());
    assertEquals(12_000 - known.size(), faults.size());
  }
}
