package org.kymata.hostmetrics;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Snapshots for tests. */
final class ExampleSnapshots {
  private static final HostFacts NOTHING =
      new HostFacts(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          0,
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          List.of());

  private ExampleSnapshots() {}

  /** The example of {@code docs/protocol.md}. */
  static HostSnapshot full() {
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("cpu", 12.5);
    metrics.put("cpu/core0", 10.0);
    metrics.put("load/1m", 0.52);
    metrics.put("memory/total", 4112445440.0);
    metrics.put("disk/root", 25.8);
    metrics.put("net/eth0/in", 1520.4);
    metrics.put("temperature/cpu", -0.5);
    return new HostSnapshot(RecordedMachines.NOW_MILLIS, facts(), metrics);
  }

  private static HostFacts facts() {
    return new HostFacts(
        Optional.of("pi-1"),
        Optional.of(
            new HostFacts.Os(
                "Debian GNU/Linux 12 (bookworm)",
                "6.1.0",
                "aarch64",
                OptionalLong.of(1795000000000L))),
        Optional.of("Raspberry Pi 4 Model B Rev 1.4"),
        Optional.of("Cortex-A72"),
        4,
        List.of(new HostFacts.Disk("disk/root", "/", "/dev/mmcblk0p2", "ext4")),
        List.of(new HostFacts.Drive("drive/mmcblk0", "mmcblk0", Optional.of("SD32G"))),
        List.of(new HostFacts.Network("net/eth0", "eth0")),
        List.of(new HostFacts.Sensor("temperature/cpu", "cpu-thermal")),
        List.of(new MissingMetric("cpu/frequency", "neither /sys nor /proc/cpuinfo tells it")));
  }

  /** A machine that reports nothing. */
  static HostSnapshot empty() {
    return new HostSnapshot(RecordedMachines.NOW_MILLIS, NOTHING, Map.of());
  }
}
