package org.kymata.hostmetrics;

import jakarta.json.stream.JsonGenerator;
import org.kymata.json.JsonNumbers;
import org.kymata.nodes.NodeId;

/** Encodes snapshots as the JSON of {@code docs/protocol.md}: absent values are left out. */
public final class HostSnapshotJson {

  private HostSnapshotJson() {}

  /** Writes a complete snapshot as members of the current object. */
  public static void writeSnapshot(JsonGenerator json, NodeId node, HostSnapshot snapshot) {
    writeFacts(json, node, snapshot);
    json.writeStartObject("metrics");
    snapshot
        .metrics()
        .forEach(
            (metric, value) -> {
              json.writeKey(metric);
              JsonNumbers.write(json, value);
            });
    json.writeEnd();
  }

  /** Writes a snapshot without its metrics, which pages get as readings. */
  public static void writeFacts(JsonGenerator json, NodeId node, HostSnapshot snapshot) {
    HostFacts facts = snapshot.facts();
    json.write("node", node.value()).write("time", snapshot.timeMillis());
    facts.host().ifPresent(host -> json.write("host", host));
    facts.os().ifPresent(os -> writeOs(json, os));
    facts.machine().ifPresent(machine -> json.write("machine", machine));
    json.writeStartObject("cpu");
    facts.cpuModel().ifPresent(model -> json.write("model", model));
    if (facts.cores() > 0) {
      json.write("cores", facts.cores());
    }
    json.writeEnd();
    json.writeStartArray("disks");
    facts.disks().forEach(disk -> writeDisk(json, disk));
    json.writeEnd().writeStartArray("drives");
    facts.drives().forEach(drive -> writeDrive(json, drive));
    json.writeEnd().writeStartArray("networks");
    facts.networks().forEach(network -> writeNamed(json, network.metric(), network.name()));
    json.writeEnd().writeStartArray("sensors");
    facts.sensors().forEach(sensor -> writeNamed(json, sensor.metric(), sensor.name()));
    json.writeEnd().writeStartArray("missing");
    for (MissingMetric missing : facts.missing()) {
      json.writeStartObject()
          .write("what", missing.metric())
          .write("why", missing.reason())
          .writeEnd();
    }
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

  private static void writeDisk(JsonGenerator json, HostFacts.Disk disk) {
    json.writeStartObject()
        .write("metric", disk.metric())
        .write("mount", disk.mount())
        .write("device", disk.device())
        .write("type", disk.type())
        .writeEnd();
  }

  private static void writeDrive(JsonGenerator json, HostFacts.Drive drive) {
    json.writeStartObject().write("metric", drive.metric()).write("device", drive.device());
    drive.model().ifPresent(model -> json.write("model", model));
    json.writeEnd();
  }

  private static void writeNamed(JsonGenerator json, String metric, String name) {
    json.writeStartObject().write("metric", metric).write("name", name).writeEnd();
  }
}
