package org.kymata.vitals;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.kymata.vitals.VitalsSample.Cpu;
import org.kymata.vitals.VitalsSample.Disk;
import org.kymata.vitals.VitalsSample.Load;
import org.kymata.vitals.VitalsSample.Memory;
import org.kymata.vitals.VitalsSample.Network;
import org.kymata.vitals.VitalsSample.Os;
import org.kymata.vitals.VitalsSample.Swap;

/** Samples for tests. */
final class Samples {
  private Samples() {}

  /** The example of {@code docs/protocol.md}, with digits that have to be rounded away. */
  static VitalsSample full() {
    return new VitalsSample(
        1795219327123L,
        Optional.of("pi-1"),
        Optional.of(
            new Os(
                "Debian GNU/Linux 12",
                "6.1.0",
                "aarch64",
                OptionalLong.of(1795000000000L),
                OptionalLong.of(219327))),
        Optional.of(
            new Cpu(
                Optional.of("Cortex-A72"),
                OptionalDouble.of(12.5049),
                List.of(10.0, 15.0, 12.04, 12.96))),
        Optional.of(new Load(0.5249, 0.4, 0.351)),
        Optional.of(new Memory(4112445440L, 1331691520L, 2780753920L)),
        Optional.of(new Swap(0, 0)),
        List.of(new Disk("/", "/dev/mmcblk0p2", "ext4", 31000000000L, 8000000000L)),
        List.of(new Network("eth0", OptionalDouble.of(15_200_000.04), OptionalDouble.of(730.0))));
  }

  /** A machine that tells nothing. */
  static VitalsSample empty() {
    return withDisks();
  }

  /** Nothing but disks of 1000 bytes, 250 of them used, at these mount points. */
  static VitalsSample withDisks(String... mounts) {
    return with(
        Arrays.stream(mounts).map(mount -> new Disk(mount, "d", "ext4", 1000, 250)).toList(),
        List.of());
  }

  /** Nothing but interfaces of these names, with rates of 0. */
  static VitalsSample withNetworks(String... names) {
    return with(
        List.of(),
        Arrays.stream(names)
            .map(name -> new Network(name, OptionalDouble.of(0), OptionalDouble.of(0)))
            .toList());
  }

  private static VitalsSample with(List<Disk> disks, List<Network> networks) {
    return new VitalsSample(
        1795219327123L,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        disks,
        networks);
  }
}
