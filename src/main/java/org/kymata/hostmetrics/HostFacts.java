package org.kymata.hostmetrics;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The rarely changing facts of a machine. Immutable; what is not known is absent.
 *
 * @param host its host name
 * @param os its operating system
 * @param machine its make and model, such as {@code Raspberry Pi 4 Model B Rev 1.4}
 * @param cpuModel its processor, such as {@code Cortex-A72}
 * @param cores number of running cores; 0 when not known
 * @param disks mounted real file systems, sorted by mount point
 * @param drives its drives
 * @param networks network interfaces without the loopback
 * @param sensors its temperature sensors and fans
 * @param missing the metrics that could not be read
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

  /** Copies the lists, so that facts never change. */
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
   * @param arch the kernel's name of the architecture, such as {@code aarch64} or {@code x86_64}
   * @param bootTimeMillis boot time, epoch milliseconds, accurate to a few seconds
   */
  public record Os(String name, String kernel, String arch, OptionalLong bootTimeMillis) {}

  /**
   * A mounted file system.
   *
   * @param metric the prefix of its metrics
   * @param mount its mount point, such as {@code /}
   * @param device its device, such as {@code /dev/mmcblk0p2}
   * @param type such as {@code ext4}
   */
  public record Disk(String metric, String mount, String device, String type) {}

  /**
   * A drive: a complete device, which may have partitions.
   *
   * @param metric the prefix of its metrics
   * @param device such as {@code sda}
   * @param model such as {@code SD32G}
   */
  public record Drive(String metric, String device, Optional<String> model) {}

  /**
   * A network interface.
   *
   * @param metric the prefix of its metrics
   * @param name such as {@code eth0}
   */
  public record Network(String metric, String name) {}

  /**
   * A sensor.
   *
   * @param metric its metric
   * @param name the machine's name for it, such as {@code cpu-thermal}
   */
  public record Sensor(String metric, String name) {}
}
