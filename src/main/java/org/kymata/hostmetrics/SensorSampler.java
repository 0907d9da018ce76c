package org.kymata.hostmetrics;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.kymata.hostmetrics.HostFacts.Sensor;
import oshi.hardware.Sensors;

/** Temperatures in °C and fan speeds in revolutions per minute. */
final class SensorSampler {
  private static final String FANS = "fan";
  private static final String TEMPERATURE = "temperature";

  /** Unconnected sensors report -128, 255 or worse. */
  private static final double MIN_CELSIUS = -60;

  private static final double MAX_CELSIUS = 200;
  private static final double MILLIDEGREES = 1000.0;
  private static final long RELIST_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final SystemSources sources;
  private final SensorFiles files;
  private List<SensorFiles.Probe> temperatures = List.of();
  private List<SensorFiles.Probe> fans = List.of();
  private List<Sensor> sensors = List.of();
  private boolean listed;
  private long listedAtNanos;

  SensorSampler(SystemSources machine) {
    this.sources = machine;
    this.files = new SensorFiles(machine.procFs());
  }

  /** Adds the sensors and their values. */
  void sample(SnapshotBuilder snapshot) {
    if (!sources.isLinux()) {
      readFromOshi(sources.oshi().getHardware().getSensors(), snapshot);
      return;
    }
    if (!listed || snapshot.nanos() - listedAtNanos >= RELIST_NANOS) {
      relist();
      listed = true;
      listedAtNanos = snapshot.nanos();
    }
    temperatures.forEach(probe -> addTemperature(probe, snapshot));
    fans.forEach(probe -> addFan(probe, snapshot));
    if (temperatures.isEmpty()) {
      snapshot.missing(TEMPERATURE, "no sensor under /sys/class/thermal or /sys/class/hwmon");
    }
    snapshot.sensors = sensors;
  }

  /**
   * Lists sensors: one without a value now still counts if it ever had one; otherwise it is not
   * connected.
   */
  private void relist() {
    SensorFiles.Found found = files.list();
    SnapshotBuilder now = new SnapshotBuilder(0, 0);
    found.temperatures().forEach(probe -> addTemperature(probe, now));
    found.fans().forEach(probe -> addFan(probe, now));
    temperatures = found.temperatures().stream().filter(each -> now.has(each.metric())).toList();
    fans = found.fans().stream().filter(each -> now.has(each.metric())).toList();
    sensors =
        Stream.concat(temperatures.stream(), fans.stream())
            .map(each -> new Sensor(each.metric(), each.name()))
            .toList();
  }

  private void addTemperature(SensorFiles.Probe probe, SnapshotBuilder snapshot) {
    OptionalLong millidegrees = sources.procFs().number(probe.file());
    if (millidegrees.isPresent() && isPlausible(millidegrees.getAsLong() / MILLIDEGREES)) {
      snapshot.celsius(probe.metric(), millidegrees.getAsLong() / MILLIDEGREES);
    }
  }

  private void addFan(SensorFiles.Probe probe, SnapshotBuilder snapshot) {
    snapshot.count(probe.metric(), sources.procFs().number(probe.file()).orElse(-1));
  }

  /** Whether a value is plausible. */
  static boolean isPlausible(double celsius) {
    return celsius > MIN_CELSIUS && celsius < MAX_CELSIUS;
  }

  private static void readFromOshi(Sensors sensors, SnapshotBuilder snapshot) {
    List<Sensor> known = new ArrayList<>();
    double celsius = sensors.getCpuTemperature();
    // OSHI uses 0 for "not known".
    if (celsius > 0 && isPlausible(celsius)) {
      snapshot.celsius("temperature/cpu", celsius);
      known.add(new Sensor("temperature/cpu", "cpu"));
    } else {
      snapshot.missing(TEMPERATURE, "the system reports no sensor");
    }
    int[] fans = sensors.getFanSpeeds();
    for (int fan = 0; fan < Math.min(fans.length, SensorFiles.MAX_FANS); fan++) {
      String metric = FANS + "/" + (fan + 1);
      snapshot.count(metric, fans[fan]);
      known.add(new Sensor(metric, FANS + (fan + 1)));
    }
    snapshot.sensors = known;
  }
}
