package org.kymata.hosts;

import jakarta.json.stream.JsonGenerator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.kymata.platform.Numbers;
import org.kymata.vitals.HostFacts;
import org.kymata.vitals.HostPicture;
import org.kymata.vitals.Units;

/** A picture as it is written in JSON (docs/protocol.md). */
public final class PictureJson {

  /** All metrics. */
  public static final Predicate<String> ALL = metric -> true;

  /** Those that a list of hosts shows. */
  public static final Predicate<String> LISTED =
      Pattern.compile(
              "cpu|cpu/core[0-9]+|memory|disk/.*|net/.*/(in|out)|load/1m|temperature/.*|uptime")
          .asMatchPredicate()
          .and(metric -> !metric.startsWith("disk/") || Units.of(metric).equals("%"));

  private PictureJson() {}

  /** Writes the members of a picture into the object that is open. */
  public static void writeMembers(
      JsonGenerator json, HostPicture picture, Predicate<String> metrics) {
    json.write("time", picture.timeMillis());
    writeFacts(json, picture.facts());
    Map<String, String> units = new TreeMap<>();
    json.writeStartObject("metrics");
    picture
        .metrics()
        .forEach(
            (metric, value) -> {
              if (metrics.test(metric)) {
                json.writeKey(metric);
                Numbers.write(json, value);
                units.put(metric, Units.of(metric));
              }
            });
    json.writeEnd().writeStartObject("units");
    units.values().removeIf(String::isEmpty);
    units.forEach(json::write);
    json.writeEnd();
  }

  /** Writes what a machine is and has into the object that is open. */
  public static void writeFacts(JsonGenerator json, HostFacts facts) {
    write(json, "host", facts.host());
    facts.os().ifPresent(os -> writeOs(json, os));
    write(json, "machine", facts.machine());
    if (facts.cpuModel().isPresent() || facts.cores() > 0) {
      json.writeStartObject("cpu");
      write(json, "model", facts.cpuModel());
      if (facts.cores() > 0) {
        json.write("cores", facts.cores());
      }
      json.writeEnd();
    }
    json.writeStartArray("disks");
    facts
        .disks()
        .forEach(
            disk ->
                json.writeStartObject()
                    .write("metric", disk.metric())
                    .write("mount", disk.mount())
                    .write("device", disk.device())
                    .write("type", disk.type())
                    .writeEnd());
    json.writeEnd().writeStartArray("drives");
    for (HostFacts.Drive drive : facts.drives()) {
      json.writeStartObject().write("metric", drive.metric()).write("device", drive.device());
      write(json, "model", drive.model());
      json.writeEnd();
    }
    json.writeEnd().writeStartArray("networks");
    facts
        .networks()
        .forEach(network -> writePair(json, "metric", network.metric(), "name", network.name()));
    json.writeEnd().writeStartArray("sensors");
    facts
        .sensors()
        .forEach(sensor -> writePair(json, "metric", sensor.metric(), "name", sensor.name()));
    json.writeEnd().writeStartArray("missing");
    facts.missing().forEach(each -> writePair(json, "what", each.what(), "why", each.why()));
    json.writeEnd();
  }

  private static void writeOs(JsonGenerator json, HostFacts.Os os) {
    json.writeStartObject("os")
        .write("name", os.name())
        .write("kernel", os.kernel())
        .write("arch", os.arch());
    os.bootTimeMillis().ifPresent(millis -> json.write("bootTime", millis));
    json.writeEnd();
  }

  private static void writePair(
      JsonGenerator json, String first, String one, String second, String other) {
    json.writeStartObject().write(first, one).write(second, other).writeEnd();
  }

  private static void write(JsonGenerator json, String name, Optional<String> text) {
    text.ifPresent(value -> json.write(name, value));
  }
}
