import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What processes take of this machine, from /proc (Linux). */
final class Machine {

  /** Hundredths of a second of CPU, and bytes of resident memory, of a process and all below it. */
  record Use(long ticks, long residentBytes) {}

  private Machine() {}

  static Use of(long pid) {
    List<Long> pids =
        ProcessHandle.of(pid)
            .map(root -> java.util.stream.Stream.concat(java.util.stream.Stream.of(root), root.descendants()))
            .orElseGet(java.util.stream.Stream::empty)
            .map(ProcessHandle::pid)
            .toList();
    long ticks = 0;
    long resident = 0;
    for (long each : pids) {
      try {
        String stat = Files.readString(Path.of("/proc/" + each + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        ticks += Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        resident += Long.parseLong(fields[21]) * 4_096;
      } catch (IOException e) {
        // It has ended meanwhile.
      }
    }
    return new Use(ticks, resident);
  }

  /** CPU that this program has used, in nanoseconds. */
  static long ownNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  /** Ticks of all cores since the start of the machine: all, and idle ones. */
  static long[] ticks() throws IOException {
    String[] fields = Files.readAllLines(Path.of("/proc/stat")).get(0).trim().split("\\s+");
    long all = 0;
    for (int i = 1; i <= 8; i++) {
      all += Long.parseLong(fields[i]);
    }
    return new long[] {all, Long.parseLong(fields[4]) + Long.parseLong(fields[5])};
  }
}
