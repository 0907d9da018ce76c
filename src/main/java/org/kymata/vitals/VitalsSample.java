package org.kymata.vitals;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * One look at a machine: immutable, and without the parts that it does not have.
 *
 * @param timeMillis when it was taken, epoch milliseconds
 * @param host the machine's host name
 * @param os operating system and uptime
 * @param cpu processor and its use
 * @param load load averages
 * @param memory main memory
 * @param swap swap space; zeros where the machine has memory and no swap
 * @param disks mounted real file systems, sorted by mount point, at most 64
 * @param networks interfaces without the loopback, at most 64
 */
public record VitalsSample(
    long timeMillis,
    Optional<String> host,
    Optional<Os> os,
    Optional<Cpu> cpu,
    Optional<Load> load,
    Optional<Memory> memory,
    Optional<Swap> swap,
    List<Disk> disks,
    List<Network> networks) {

  /** Takes copies, so that a sample never changes. */
  public VitalsSample {
    disks = List.copyOf(disks);
    networks = List.copyOf(networks);
  }

  /**
   * The operating system.
   *
   * @param name name and version, such as {@code Debian GNU/Linux 12}
   * @param kernel the kernel's release, such as {@code 6.1.0}
   * @param arch architecture as Java names it, such as {@code aarch64} or {@code amd64}
   * @param bootTimeMillis when it was started, epoch milliseconds, good to a few seconds
   * @param uptimeSeconds seconds since then
   */
  public record Os(
      String name,
      String kernel,
      String arch,
      OptionalLong bootTimeMillis,
      OptionalLong uptimeSeconds) {}

  /**
   * The processor.
   *
   * @param model its name, such as {@code Cortex-A72}
   * @param usedPercent share of all cores' time that was not idle since the sample before, 0 to
   *     100; absent in the first sample
   * @param perCorePercent the same for each core, core 0 first; empty when absent
   */
  public record Cpu(
      Optional<String> model, OptionalDouble usedPercent, List<Double> perCorePercent) {

    /** Takes a copy, so that a sample never changes. */
    public Cpu {
      perCorePercent = List.copyOf(perCorePercent);
    }
  }

  /**
   * Load averages: tasks running or waiting, averaged over one, five and fifteen minutes.
   *
   * @param oneMinute tasks
   * @param fiveMinutes tasks
   * @param fifteenMinutes tasks
   */
  public record Load(double oneMinute, double fiveMinutes, double fifteenMinutes) {}

  /**
   * Main memory.
   *
   * @param totalBytes what the kernel manages, more than 0
   * @param usedBytes {@code totalBytes - availableBytes}: caches that can be given back do not
   *     count
   * @param availableBytes what new work can have without swapping
   */
  public record Memory(long totalBytes, long usedBytes, long availableBytes) {}

  /**
   * Swap space.
   *
   * @param totalBytes all of it, 0 without swap
   * @param usedBytes in use
   */
  public record Swap(long totalBytes, long usedBytes) {}

  /**
   * A mounted file system.
   *
   * @param mount where it is mounted, such as {@code /}
   * @param device what is mounted, such as {@code /dev/mmcblk0p2}
   * @param type such as {@code ext4}
   * @param totalBytes its size, more than 0
   * @param usedBytes in use; space kept back for root counts as free, as in {@code df}
   */
  public record Disk(String mount, String device, String type, long totalBytes, long usedBytes) {}

  /**
   * A network interface.
   *
   * @param name such as {@code eth0}
   * @param receivedBytesPerSecond since the sample before; absent at first sight and after the
   *     interface's counters were reset
   * @param sentBytesPerSecond the same, outwards
   */
  public record Network(
      String name, OptionalDouble receivedBytesPerSecond, OptionalDouble sentBytesPerSecond) {}
}
