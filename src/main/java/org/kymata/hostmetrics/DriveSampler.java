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

/** Traffic of whole drives: bytes and operations per second, and the share of time with any. */
final class DriveSampler {
  /** More drives than this are cut off. */
  static final int MAX_DRIVES = 64;

  private static final String TABLE = "proc/diskstats";
  private static final long SECTOR_BYTES = 512;
  private static final double PERCENT_PER_MILLI = 0.1;

  private static final Pattern NO_DRIVE = Pattern.compile("(loop|ram|zram)\\d+");

  /** Where /sys does not tell, the name does: sda1, nvme0n1p2, mmcblk0p1. */
  private static final Pattern PARTITION =
      Pattern.compile("(sd|hd|vd|xvd)[a-z]+\\d+|(nvme|mmcblk|nbd|md)[\\dn]+p\\d+");

  // The order of the counters kept of each drive.
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

  /** Adds the drives, at most {@value #MAX_DRIVES}, and their rates since the call before. */
  void sample(SnapshotBuilder picture) {
    if (!sources.isLinux()) {
      addRates(readFromOshi(), picture);
      return;
    }
    Optional<String> table = sources.procFs().text(TABLE);
    if (table.isEmpty()) {
      picture.missing("drive", sources.procFs().unreadableReason(TABLE));
    }
    Map<String, long[]> counters = parse(table.orElse(""));
    counters.keySet().removeIf(device -> !wholeDrives.computeIfAbsent(device, this::isWholeDrive));
    wholeDrives.keySet().retainAll(counters.keySet());
    addRates(counters, picture);
  }

  /** Adds drives and rates since the counters given before, by device. */
  void addRates(Map<String, long[]> counters, SnapshotBuilder picture) {
    List<String> devices = counters.keySet().stream().limit(MAX_DRIVES).toList();
    List<String> metrics = names.of(devices);
    Delta growth = deltas.update(counters, picture.nanos());
    Stream.Builder<Drive> drives = Stream.builder();
    for (int i = 0; i < devices.size(); i++) {
      String device = devices.get(i);
      String metric = metrics.get(i);
      drives.add(new Drive(metric, device, models.computeIfAbsent(device, this::model)));
      picture.rate(metric + "/read", growth.perSecond(device, READ_BYTES));
      picture.rate(metric + "/write", growth.perSecond(device, WRITTEN_BYTES));
      picture.rate(metric + "/reads", growth.perSecond(device, READS));
      picture.rate(metric + "/writes", growth.perSecond(device, WRITES));
      OptionalDouble busy = growth.perSecond(device, BUSY_MILLIS);
      busy.ifPresent(millis -> picture.percent(metric + "/busy", millis * PERCENT_PER_MILLI));
    }
    models.keySet().retainAll(devices);
    picture.drives = drives.build().toList();
  }

  /**
   * Counters by device out of {@code /proc/diskstats}, see the kernel's iostats.rst. Left out are
   * what is no drive, lines that are cut off, and what was never read since the machine came up: an
   * empty slot of a card reader.
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
        // Memory cards have a name instead.
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
