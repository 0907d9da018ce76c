package org.kymata.hostmetrics;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a machine is and has: texts that change seldom. Immutable; what is not known is absent.
 *
 * @param host its host name
 * @param os its operating system
 * @param machine its make and model, such as {@code Raspberry Pi 4 Model B Rev 1.4}
 * @param cpuModel its processor, such as {@code Cortex-A72}
 * @param cores how many cores are running; 0 when not known
 * @param disks mounted real file systems, sorted by mount point
 * @param drives whole devices
 * @param networks interfaces without the loopback
 * @param sensors of temperatures and fans
 * @param missing what could not be read
 */
public record HostFacts(
    Optional<String> host,
    Optional<Os> os,
    Optional<String> machine,
    Optional<String> cpuModel,
    int cores,
    List<Disk> disks,
    List<Drive> drives,
    List<Network> networks,
    List<Sensor> sensors,
    List<MissingMetric> missing) {

  /** Takes copies, so that facts never change. */
  public HostFacts {
    disks = List.copyOf(disks);
    drives = List.copyOf(drives);
    networks = List.copyOf(networks);
    sensors = List.copyOf(sensors);
    missing = List.copyOf(missing);
  }

  /**
   * The operating system.
   *
   * @param name name and version, such as {@code Debian GNU/Linux 12 (bookworm)}
   * @param kernel the kernel's release, such as {@code 6.1.0}
   * @param arch as the kernel names it, such as {@code aarch64} or {@code x86_64}
   * @param bootTimeMillis when it was started, epoch milliseconds, good to a few seconds
   */
  public record Os(String name, String kernel, String arch, OptionalLong bootTimeMillis) {}

  /**
   * A mounted file system.
   *
   * @param metric what its metrics' names begin with
   * @param mount where it is mounted, such as {@code /}
   * @param device what is mounted, such as {@code /dev/mmcblk0p2}
   * @param type such as {@code ext4}
   */
  public record Disk(String metric, String mount, String device, String type) {}

  /**
   * A drive: a whole device, which may have partitions.
   *
   * @param metric what its metrics' names begin with
   * @param device such as {@code sda}
   * @param model such as {@code SD32G}
   */
  public record Drive(String metric, String device, Optional<String> model) {}

  /**
   * A network interface.
   *
   * @param metric what its metrics' names begin with
   * @param name such as {@code eth0}
   */
  public record Network(String metric, String name) {}

  /**
   * A sensor.
   *
   * @param metric its metric
   * @param name as the machine calls it, such as {@code cpu-thermal}
   */
  public record Sensor(String metric, String name) {}
}
