package org.kymata.hostmetrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds the files in which Linux exposes sensors. */
final class SensorFiles {
  /** Further temperatures are left out. */
  static final int MAX_TEMPERATURES = 64;

  /** Further fans are left out. */
  static final int MAX_FANS = 32;

  private static final String ZONES = "sys/class/thermal";
  private static final String CHIPS = "sys/class/hwmon";

  private final ProcFs procFs;
  private final MetricNamer temperatureNames = new MetricNamer("temperature/", List.of(""));
  private final MetricNamer fanNames = new MetricNamer("fan/", List.of(""));

  SensorFiles(ProcFs procFs) {
    this.procFs = procFs;
  }

  /**
   * A sensor's file.
   *
   * @param metric of its values
   * @param name the machine's name for it
   * @param file holds one integer: thousandths of a degree Celsius, or revolutions per minute
   */
  record Probe(String metric, String name, String file) {}

  /**
   * The sensors of a machine.
   *
   * @param temperatures at most {@value #MAX_TEMPERATURES}
   * @param fans at most {@value #MAX_FANS}
   */
  record Found(List<Probe> temperatures, List<Probe> fans) {}

  /**
   * Searches {@code /sys}: a folder for each thermal zone and chip, a file for each sensor of a
   * chip.
   */
  Found list() {
    List<Probe> temperatures = zones();
    Set<String> zones =
        temperatures.stream().map(probe -> normalize(probe.name())).collect(Collectors.toSet());
    List<Probe> fans = new ArrayList<>();
    for (String folder : procFs.names(CHIPS)) {
      String chip = CHIPS + "/" + folder;
      String name = procFs.line(chip + "/name").orElse(folder);
      // The kernel lists each thermal zone a second time, as a chip.
      temperatures.addAll(zones.contains(normalize(name)) ? List.of() : probes(chip, name, "temp"));
      fans.addAll(probes(chip, name, "fan"));
    }
    return new Found(
        named(temperatures, temperatureNames, MAX_TEMPERATURES), named(fans, fanNames, MAX_FANS));
  }

  private List<Probe> zones() {
    List<Probe> zones = new ArrayList<>();
    for (String folder : procFs.names(ZONES)) {
      String zone = ZONES + "/" + folder;
      if (folder.startsWith("thermal_zone")) {
        String type = procFs.line(zone + "/type").orElse(folder);
        zones.add(new Probe(normalize(type), type, zone + "/temp"));
      }
    }
    return zones;
  }

  /** The sensors of one kind of a chip, with their labels where it has any. */
  private List<Probe> probes(String chip, String name, String kind) {
    List<Probe> probes = new ArrayList<>();
    List<String> inputs =
        procFs.names(chip).stream().filter(file -> file.matches(kind + "\\d+_input")).toList();
    for (String input : inputs) {
      String stem = input.substring(0, input.length() - "_input".length());
      String label =
          procFs.line(chip + "/" + stem + "_label").orElse(inputs.size() > 1 ? stem : "");
      String full = (name + " " + label).strip();
      probes.add(new Probe(normalize(full), full, chip + "/" + input));
    }
    return probes;
  }

  private static List<Probe> named(List<Probe> probes, MetricNamer names, int max) {
    List<Probe> some = probes.subList(0, Math.min(max, probes.size()));
    List<String> metrics = names.of(some.stream().map(Probe::metric).toList());
    List<Probe> named = new ArrayList<>();
    for (int i = 0; i < some.size(); i++) {
      named.add(new Probe(metrics.get(i), some.get(i).name(), some.get(i).file()));
    }
    return named;
  }

  /** {@code cpu-thermal} and {@code cpu_thermal} both become {@code cpu}. */
  private static String normalize(String name) {
    String plain = name.replaceFirst("[-_]thermal$", "");
    return plain.isEmpty() ? name : plain;
  }
}
