package org.kymata.hostmetrics;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.kymata.hostmetrics.CounterDeltas.Delta;
import org.kymata.hostmetrics.HostFacts.Drive;

/** I/O of drives: bytes and operations per second, and the share of time with I/O. */
final class DriveSampler {
  /** Further drives are left out. */
  static final int MAX_DRIVES = 64;

  private static final String TABLE = "proc/diskstats";
  private static final long SECTOR_BYTES = 512;
  private static final double PERCENT_PER_MILLI = 0.1;

  private static final Pattern NO_DRIVE = Pattern.compile("(loop|ram|zram)\\d+");

  /** Partitions by name, where /sys does not list devices: sda1, nvme0n1p2, mmcblk0p1. */
  private static final Pattern PARTITION =
      Pattern.compile("(sd|hd|vd|xvd)[a-z]+\\d+|(nvme|mmcblk|nbd|md)[\\dn]+p\\d+");

  // The indices of a drive's counters.
  private static final int READS = 0;
  private static final int READ_BYTES = 1;
  private static final int WRITES = 2;
  private static final int WRITTEN_BYTES = 3;
  private static final int BUSY_MILLIS = 4;

  private final SystemSources sources;
  private final CounterDeltas deltas = new CounterDeltas();
  private final Map<String, Optional<String>> models = new HashMap<>();
  private final Map<String, Boolean> wholeDrives = new HashMap<>();
  private final MetricNamer names =
      new MetricNamer("drive/", List.of("/read", "/write", "/reads", "/writes", "/busy"));

  DriveSampler(SystemSources machine) {
    this.sources = machine;
  }

  /** Adds the drives, at most {@value #MAX_DRIVES}, and their rates since the previous call. */
  void sample(SnapshotBuilder snapshot) {
    if (!sources.isLinux()) {
      addRates(readFromOshi(), snapshot);
      return;
    }
    Optional<String> table = sources.procFs().text(TABLE);
    if (table.isEmpty()) {
      snapshot.missing("drive", sources.procFs().unreadableReason(TABLE));
    }
    Map<String, long[]> counters = parse(table.orElse(""));
    counters.keySet().removeIf(device -> !wholeDrives.computeIfAbsent(device, this::isWholeDrive));
    wholeDrives.keySet().retainAll(counters.keySet());
    addRates(counters, snapshot);
  }

  /** Adds the drives, and their rates since the previous counters, by device. */
  void addRates(Map<String, long[]> counters, SnapshotBuilder snapshot) {
    List<String> devices = counters.keySet().stream().limit(MAX_DRIVES).toList();
    List<String> metrics = names.of(devices);
    Delta growth = deltas.update(counters, snapshot.nanos());
    Stream.Builder<Drive> drives = Stream.builder();
    for (int i = 0; i < devices.size(); i++) {
      String device = devices.get(i);
      String metric = metrics.get(i);
      drives.add(new Drive(metric, device, models.computeIfAbsent(device, this::model)));
      snapshot.rate(metric + "/read", growth.perSecond(device, READ_BYTES));
      snapshot.rate(metric + "/write", growth.perSecond(device, WRITTEN_BYTES));
      snapshot.rate(metric + "/reads", growth.perSecond(device, READS));
      snapshot.rate(metric + "/writes", growth.perSecond(device, WRITES));
      OptionalDouble busy = growth.perSecond(device, BUSY_MILLIS);
      busy.ifPresent(millis -> snapshot.percent(metric + "/busy", millis * PERCENT_PER_MILLI));
    }
    models.keySet().retainAll(devices);
    snapshot.drives = drives.build().toList();
  }

  /**
   * Parses the counters of {@code /proc/diskstats} by device, see the kernel's iostats.rst. Leaves
   * out partitions and virtual devices, lines that were cut off, and devices that were never read
   * since boot, such as the empty slot of a card reader.
   */
  static Map<String, long[]> parse(String table) {
    Map<String, long[]> counters = new LinkedHashMap<>();
    table
        .lines()
        .forEach(
            line -> {
              ProcFields fields = new ProcFields(line).skip(2);
              String device = fields.next();
              long reads = fields.nextNumber();
              long sectorsRead = fields.skip(1).nextNumber();
              long writes = fields.skip(1).nextNumber();
              long sectorsWritten = fields.skip(1).nextNumber();
              long busyMillis = fields.skip(2).nextNumber();
              boolean good = reads >= 0 && sectorsRead >= 0 && writes >= 0 && sectorsWritten >= 0;
              if (good
                  && busyMillis >= 0
                  && reads + writes > 0
                  && !NO_DRIVE.matcher(device).matches()) {
                counters.put(
                    device,
                    new long[] {
                      reads,
                      sectorsRead * SECTOR_BYTES,
                      writes,
                      sectorsWritten * SECTOR_BYTES,
                      busyMillis
                    });
              }
            });
    return counters;
  }

  boolean isWholeDrive(String device) {
    // A slash in a device's name is a ! in /sys.
    return sources.procFs().file("sys/block").isDirectory()
        ? sources.procFs().file("sys/block/" + device.replace('/', '!')).exists()
        : !PARTITION.matcher(device).matches();
  }

  private Optional<String> model(String device) {
    if (!sources.isLinux()) {
      return Optional.empty();
    }
    String folder = "sys/block/" + device.replace('/', '!') + "/device/";
    return sources
        .procFs()
        .line(folder + "model")
        // Memory cards have a name instead of a model.
        .or(() -> sources.procFs().line(folder + "name"));
  }

  private Map<String, long[]> readFromOshi() {
    Map<String, long[]> counters = new LinkedHashMap<>();
    sources
        .oshi()
        .getHardware()
        .getDiskStores()
        .forEach(
            drive ->
                counters.put(
                    drive.getName(),
                    new long[] {
                      drive.getReads(),
                      drive.getReadBytes(),
                      drive.getWrites(),
                      drive.getWriteBytes(),
                      drive.getTransferTime()
                    }));
    return counters;
  }
}
