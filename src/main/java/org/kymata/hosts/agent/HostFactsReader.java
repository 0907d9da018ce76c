package org.kymata.hosts.agent;

import jakarta.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.kymata.errors.DomainException;
import org.kymata.hostmetrics.HostFacts;
import org.kymata.hostmetrics.MissingMetric;
import org.kymata.json.JsonFields;
import org.kymata.text.NameValidator;

/** Decodes the facts of a host, within the limits of what a machine can have. */
public final class HostFactsReader {

  private static final int MAX_TEXT = 128;
  private static final int MAX_PATH = 1_024;
  private static final int MAX_PARTS = 64;
  private static final int MAX_SENSORS = 96;
  private static final int MAX_MISSING = 64;
  private static final int MAX_CORES = 1_024;

  private HostFactsReader() {}

  /**
   * Decodes a message of facts.
   *
   * @throws DomainException when a member is not of its type or too long
   */
  public static HostFacts read(JsonFields line) {
    JsonObject cpu = line.object("cpu");
    Optional<JsonFields> cores =
        Optional.ofNullable(cpu).map(object -> new JsonFields("cpu", object));
    return new HostFacts(
        printable(line.text("host", 255)),
        Optional.ofNullable(line.object("os")).map(os -> os(new JsonFields("os", os))),
        printable(line.text("machine", MAX_TEXT)),
        cores.flatMap(fields -> printable(fields.text("model", MAX_TEXT))),
        cores.map(HostFactsReader::cores).orElse(0),
        line.objects("disks", MAX_PARTS).stream().map(HostFactsReader::disk).toList(),
        line.objects("drives", MAX_PARTS).stream().map(HostFactsReader::drive).toList(),
        line.objects("networks", MAX_PARTS).stream().map(HostFactsReader::network).toList(),
        line.objects("sensors", MAX_SENSORS).stream().map(HostFactsReader::sensor).toList(),
        missing(line.objects("missing", MAX_MISSING)));
  }

  private static int cores(JsonFields cpu) {
    long cores = cpu.integer("cores").orElse(0);
    if (cores > MAX_CORES) {
      throw DomainException.badInput(
          "cpu: cores is " + cores + ", but may be at most " + MAX_CORES);
    }
    return (int) cores;
  }

  private static HostFacts.Os os(JsonFields os) {
    OptionalLong boot = os.integer("bootTime");
    return new HostFacts.Os(
        printable(os.text("name", MAX_TEXT)).orElse(""),
        printable(os.text("kernel", MAX_TEXT)).orElse(""),
        printable(os.text("arch", MAX_TEXT)).orElse(""),
        boot);
  }

  private static HostFacts.Disk disk(JsonFields disk) {
    return new HostFacts.Disk(
        metric(disk),
        printable(disk.text("mount", MAX_PATH)).orElse(""),
        printable(disk.text("device", MAX_PATH)).orElse(""),
        printable(disk.text("type", MAX_TEXT)).orElse(""));
  }

  private static HostFacts.Drive drive(JsonFields drive) {
    return new HostFacts.Drive(
        metric(drive),
        printable(drive.text("device", MAX_TEXT)).orElse(""),
        printable(drive.text("model", MAX_TEXT)));
  }

  private static HostFacts.Network network(JsonFields network) {
    return new HostFacts.Network(
        metric(network), printable(network.text("name", MAX_TEXT)).orElse(""));
  }

  private static HostFacts.Sensor sensor(JsonFields sensor) {
    return new HostFacts.Sensor(
        metric(sensor), printable(sensor.text("name", MAX_TEXT)).orElse(""));
  }

  private static List<MissingMetric> missing(List<JsonFields> given) {
    return given.stream()
        .map(
            each ->
                new MissingMetric(
                    printable(each.text("what", MAX_TEXT)).orElse(""),
                    printable(each.text("why", 256)).orElse("")))
        .toList();
  }

  private static String metric(JsonFields part) {
    return NameValidator.require(
        "a part's metric", part.requireText("metric", NameValidator.MAX_LENGTH));
  }

  /** Removes control characters, which a page or a terminal would interpret. */
  private static Optional<String> printable(Optional<String> text) {
    return text.map(HostFactsReader::printable);
  }

  /** The same for an optional text. */
  public static String printable(String text) {
    return text.codePoints()
        .map(c -> Character.isISOControl(c) ? '\uFFFD' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
