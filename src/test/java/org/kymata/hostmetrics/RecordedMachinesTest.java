package org.kymata.hostmetrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kymata.hostmetrics.RecordedMachines.NOW_MILLIS;
import static org.kymata.hostmetrics.RecordedMachines.SECOND;
import static org.kymata.hostmetrics.RecordedMachines.metric;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kymata.text.NameValidator;

/** Complete snapshots of recorded machines. */
class RecordedMachinesTest {
  private static final Logger LOG = Logger.getLogger(HostSampler.class.getName());

  private final long nowMillis = NOW_MILLIS;

  // A copy has no mounted file systems.
  @BeforeAll
  static void beSilent() {
    LOG.setLevel(Level.OFF);
  }

  @AfterAll
  static void speakAgain() {
    LOG.setLevel(null);
  }

  private static void assertHas(HostSnapshot snapshot, Map<String, Double> expected) {
    expected.forEach(
        (metric, value) ->
            assertEquals(OptionalDouble.of(value), metric(snapshot, metric), metric));
  }

  private static void assertHasNot(HostSnapshot snapshot, String... metrics) {
    for (String metric : metrics) {
      assertEquals(OptionalDouble.empty(), metric(snapshot, metric), metric);
    }
  }

  private static Optional<String> whyMissing(HostSnapshot snapshot, String what) {
    return snapshot.facts().missing().stream()
        .filter(missing -> missing.metric().equals(what))
        .map(MissingMetric::reason)
        .findFirst();
  }

  @Test
  void smallBoardIsReadCompletely() {
    HostSampler sampler = new HostSampler(RecordedMachines.copy("pi"));
    HostSnapshot snapshot = sampler.sample(nowMillis, 0);
    HostFacts facts = snapshot.facts();
    assertEquals(Optional.of("pi-1"), facts.host());
    assertEquals("Debian GNU/Linux 12 (bookworm)", facts.os().orElseThrow().name());
    assertEquals(
        OptionalLong.of(nowMillis - 219_327_000), facts.os().orElseThrow().bootTimeMillis());
    assertEquals(Optional.of("Raspberry Pi 4 Model B Rev 1.4"), facts.machine());
    assertEquals(4, facts.cores());
    assertEquals(
        List.of(new HostFacts.Drive("drive/mmcblk0", "mmcblk0", Optional.of("SD32G"))),
        facts.drives());
    assertEquals(
        List.of(
            new HostFacts.Network("net/eth0", "eth0"), new HostFacts.Network("net/wlan0", "wlan0")),
        facts.networks());
    assertEquals(
        List.of(
            new HostFacts.Sensor("temperature/cpu", "cpu-thermal"),
            new HostFacts.Sensor("fan/pwmfan", "pwmfan")),
        facts.sensors());
    assertHas(
        snapshot,
        Map.of(
            "temperature/cpu", 48.3,
            "fan/pwmfan", 2450.0,
            "cpu/frequency", 1_050_000_000.0,
            "load/15m", 0.35,
            "threads", 301.0,
            "processes", 1.0,
            "processes/running", 2.0,
            "uptime", 219_327.0,
            "net/eth0/total_in", 987_654_321.0,
            "swap/used", 2396.0 * 1024));
    assertHas(
        snapshot,
        Map.of(
            "memory", 32.4,
            "memory/total", 4016060.0 * 1024,
            "memory/available", 2715580.0 * 1024,
            "memory/cached", 1240000.0 * 1024,
            "memory/buffers", 60000.0 * 1024,
            "tcp/established", 1.0,
            "tcp/listen", 2.0,
            "tcp/time_wait", 1.0,
            "tcp/closing", 0.0));
    assertHasNot(snapshot, "cpu", "net/eth0/in", "drive/mmcblk0/read", "swap/in", "battery/BAT0");
  }

  @Test
  void virtualMachineHasNeitherSensorsNorSwap() {
    HostSnapshot snapshot = new HostSampler(RecordedMachines.copy("vm")).sample(nowMillis, 0);
    assertEquals(
        Optional.of("no sensor under /sys/class/thermal or /sys/class/hwmon"),
        whyMissing(snapshot, "temperature"));
    assertEquals(Optional.of("Intel(R) Xeon(R) Processor @ 2.50GHz"), snapshot.facts().cpuModel());
    assertEquals(Optional.of("QEMU Standard PC (Q35 + ICH9, 2009)"), snapshot.facts().machine());
    assertEquals("Alpine Linux v3.20", snapshot.facts().os().orElseThrow().name());
    assertHasNot(snapshot, "swap/used", "swap/total", "battery/hid-mouse", "battery/AC");
    assertHas(snapshot, Map.of("cpu/frequency", 2_550_000_000.0, "battery/BAT0", 87.0));
    assertTrue(
        snapshot.metrics().keySet().stream().noneMatch(name -> name.startsWith("temperature")));
  }

  @Test
  void largeServerIsReadCompletely(@TempDir Path root) {
    HostSampler sampler = new HostSampler(LargeServerFixture.at(root, 0));
    sampler.sample(nowMillis, 0);
    LargeServerFixture.at(root, 2);
    HostSnapshot snapshot = sampler.sample(nowMillis + 2000, 2 * SECOND);
    HostFacts facts = snapshot.facts();
    assertEquals(LargeServerFixture.CORES, facts.cores());
    assertEquals(LargeServerFixture.DRIVES, facts.drives().size());
    assertEquals(LargeServerFixture.INTERFACES, facts.networks().size());
    assertEquals("eno0", facts.networks().get(0).name());
    assertHas(
        snapshot,
        Map.of(
            "cpu", 60.0,
            "cpu/user", 50.0,
            "cpu/system", 10.0,
            "cpu/iowait", 10.0,
            "cpu/idle", 30.0,
            "cpu/steal", 0.0,
            "cpu/core63", 60.0,
            "cpu/frequency", 2.25e9));
    assertHas(
        snapshot,
        Map.of(
            "drive/sda/read", 2000.0 * 512,
            "drive/sda/write", 8.0 * 512,
            "drive/sda/reads", 5.0,
            "drive/nvme3n1/writes", 1.0,
            "drive/nvme3n1/busy", 25.0,
            "net/eno3/in", 1000.0,
            "net/bond0.7/out", 4000.0,
            "net/eno0/packets_out", 2.0,
            "tcp/established", 15_000.0,
            "tcp/time_wait", 5_000.0));
    assertHas(
        snapshot,
        Map.of(
            "temperature/k10temp_Tctl", 61.3,
            "temperature/nvme_Composite", 31.0,
            "temperature/nvme_Composite_3", 33.0,
            "fan/ipmi_fan8", 5008.0));
    assertHasNot(snapshot, "drive/sda1/read", "temperature/k10temp_temp9", "net/lo/in");
    assertFalse(facts.sensors().stream().anyMatch(sensor -> sensor.name().contains("temp9")));
    snapshot.metrics().keySet().forEach(name -> assertTrue(NameValidator.isValid(name), name));
  }

  @Test
  void readingALargeServerStaysBelowOneReadingsBound(@TempDir Path root) {
    HostSampler sampler = new HostSampler(LargeServerFixture.at(root, 0));
    sampler.sample(nowMillis, 0);
    LargeServerFixture.at(root, 1);
    int metrics = sampler.sample(nowMillis, SECOND).metrics().size();
    assertTrue(metrics > 500 && metrics < 5_000, "metrics: " + metrics);
  }
}
