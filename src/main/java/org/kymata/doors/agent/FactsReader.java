package org.kymata.doors.agent;

import jakarta.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.kymata.hostmetrics.HostFacts;
import org.kymata.hostmetrics.MissingMetric;
import org.kymata.platform.DomainException;
import org.kymata.platform.Names;

/** Understands the facts of a host, within the bounds of what a machine can have. */
final class FactsReader {

  private static final int MAX_TEXT = 128;
  private static final int MAX_PATH = 1_024;
  private static final int MAX_PARTS = 64;
  private static final int MAX_SENSORS = 96;
  private static final int MAX_MISSING = 64;
  private static final int MAX_CORES = 1_024;

  private FactsReader() {}

  /**
   * Understands a line of facts.
   *
   * @throws DomainException when a member is not of its type or too long
   */
  static HostFacts read(Fields line) {
    JsonObject cpu = line.object("cpu");
    Optional<Fields> cores = Optional.ofNullable(cpu).map(object -> new Fields("cpu", object));
    return new HostFacts(
        shown(line.text("host", 255)),
        Optional.ofNullable(line.object("os")).map(os -> os(new Fields("os", os))),
        shown(line.text("machine", MAX_TEXT)),
        cores.flatMap(fields -> shown(fields.text("model", MAX_TEXT))),
        cores.map(FactsReader::cores).orElse(0),
        line.objects("disks", MAX_PARTS).stream().map(FactsReader::disk).toList(),
        line.objects("drives", MAX_PARTS).stream().map(FactsReader::drive).toList(),
        line.objects("networks", MAX_PARTS).stream().map(FactsReader::network).toList(),
        line.objects("sensors", MAX_SENSORS).stream().map(FactsReader::sensor).toList(),
        missing(line.objects("missing", MAX_MISSING)));
  }

  private static int cores(Fields cpu) {
    long cores = cpu.whole("cores").orElse(0);
    if (cores > MAX_CORES) {
      throw DomainException.badInput(
          "cpu: cores is " + cores + ", but may be at most " + MAX_CORES);
    }
    return (int) cores;
  }

  private static HostFacts.Os os(Fields os) {
    OptionalLong boot = os.whole("bootTime");
    return new HostFacts.Os(
        shown(os.text("name", MAX_TEXT)).orElse(""),
        shown(os.text("kernel", MAX_TEXT)).orElse(""),
        shown(os.text("arch", MAX_TEXT)).orElse(""),
        boot);
  }

  private static HostFacts.Disk disk(Fields disk) {
    return new HostFacts.Disk(
        metric(disk),
        shown(disk.text("mount", MAX_PATH)).orElse(""),
        shown(disk.text("device", MAX_PATH)).orElse(""),
        shown(disk.text("type", MAX_TEXT)).orElse(""));
  }

  private static HostFacts.Drive drive(Fields drive) {
    return new HostFacts.Drive(
        metric(drive),
        shown(drive.text("device", MAX_TEXT)).orElse(""),
        shown(drive.text("model", MAX_TEXT)));
  }

  private static HostFacts.Network network(Fields network) {
    return new HostFacts.Network(metric(network), shown(network.text("name", MAX_TEXT)).orElse(""));
  }

  private static HostFacts.Sensor sensor(Fields sensor) {
    return new HostFacts.Sensor(metric(sensor), shown(sensor.text("name", MAX_TEXT)).orElse(""));
  }

  private static List<MissingMetric> missing(List<Fields> given) {
    return given.stream()
        .map(
            each ->
                new MissingMetric(
                    shown(each.text("what", MAX_TEXT)).orElse(""),
                    shown(each.text("why", 256)).orElse("")))
        .toList();
  }

  private static String metric(Fields part) {
    return Names.require("a part's metric", part.requireText("metric", Names.MAX_LENGTH));
  }

  /** Without control characters, which a page or a terminal would obey. */
  private static Optional<String> shown(Optional<String> text) {
    return text.map(FactsReader::shown);
  }

  /** As the other. */
  static String shown(String text) {
    return text.codePoints()
        .map(c -> Character.isISOControl(c) ? '\uFFFD' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
