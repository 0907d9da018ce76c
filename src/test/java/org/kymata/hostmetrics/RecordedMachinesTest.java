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

/** Whole pictures of other machines. */
class RecordedMachinesTest {
  private static final Logger LOG = Logger.getLogger(HostSampler.class.getName());

  private final long nowMillis = NOW_MILLIS;

  // A copy has no file systems that could be asked.
  @BeforeAll
  static void beSilent() {
    LOG.setLevel(Level.OFF);
  }

  @AfterAll
  static void speakAgain() {
    LOG.setLevel(null);
  }

  private static void assertHas(HostSnapshot picture, Map<String, Double> expected) {
    expected.forEach(
        (metric, value) -> assertEquals(OptionalDouble.of(value), metric(picture, metric), metric));
  }

  private static void assertHasNot(HostSnapshot picture, String... metrics) {
    for (String metric : metrics) {
      assertEquals(OptionalDouble.empty(), metric(picture, metric), metric);
    }
  }

  private static Optional<String> whyMissing(HostSnapshot picture, String what) {
    return picture.facts().missing().stream()
        .filter(missing -> missing.metric().equals(what))
        .map(MissingMetric::reason)
        .findFirst();
  }

  @Test
  void smallBoardIsReadWhole() {
    HostSampler sampler = new HostSampler(RecordedMachines.copy("pi"));
    HostSnapshot picture = sampler.sample(nowMillis, 0);
    HostFacts facts = picture.facts();
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
        picture,
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
        picture,
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
    assertHasNot(picture, "cpu", "net/eth0/in", "drive/mmcblk0/read", "swap/in", "battery/BAT0");
  }

  @Test
  void virtualMachineHasNeitherSensorsNorSwap() {
    HostSnapshot picture = new HostSampler(RecordedMachines.copy("vm")).sample(nowMillis, 0);
    assertEquals(
        Optional.of("no sensor under /sys/class/thermal or /sys/class/hwmon"),
        whyMissing(picture, "temperature"));
    assertEquals(Optional.of("Intel(R) Xeon(R) Processor @ 2.50GHz"), picture.facts().cpuModel());
    assertEquals(Optional.of("QEMU Standard PC (Q35 + ICH9, 2009)"), picture.facts().machine());
    assertEquals("Alpine Linux v3.20", picture.facts().os().orElseThrow().name());
    assertHasNot(picture, "swap/used", "swap/total", "battery/hid-mouse", "battery/AC");
    assertHas(picture, Map.of("cpu/frequency", 2_550_000_000.0, "battery/BAT0", 87.0));
    assertTrue(
        picture.metrics().keySet().stream().noneMatch(name -> name.startsWith("temperature")));
  }

  @Test
  void largeServerIsReadWhole(@TempDir Path root) {
    HostSampler sampler = new HostSampler(LargeServerFixture.at(root, 0));
    sampler.sample(nowMillis, 0);
    LargeServerFixture.at(root, 2);
    HostSnapshot picture = sampler.sample(nowMillis + 2000, 2 * SECOND);
    HostFacts facts = picture.facts();
    assertEquals(LargeServerFixture.CORES, facts.cores());
    assertEquals(LargeServerFixture.DRIVES, facts.drives().size());
    assertEquals(LargeServerFixture.INTERFACES, facts.networks().size());
    assertEquals("eno0", facts.networks().get(0).name());
    assertHas(
        picture,
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
        picture,
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
        picture,
        Map.of(
            "temperature/k10temp_Tctl", 61.3,
            "temperature/nvme_Composite", 31.0,
            "temperature/nvme_Composite_3", 33.0,
            "fan/ipmi_fan8", 5008.0));
    assertHasNot(picture, "drive/sda1/read", "temperature/k10temp_temp9", "net/lo/in");
    assertFalse(facts.sensors().stream().anyMatch(sensor -> sensor.name().contains("temp9")));
    picture.metrics().keySet().forEach(name -> assertTrue(NameValidator.isValid(name), name));
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
