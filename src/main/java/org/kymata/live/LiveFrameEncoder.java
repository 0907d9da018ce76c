package org.kymata.live;

import jakarta.json.stream.JsonGenerator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kymata.commands.Capabilities;
import org.kymata.commands.Command;
import org.kymata.commands.CommandJson;
import org.kymata.config.Version;
import org.kymata.health.HealthIssues;
import org.kymata.hostmetrics.HostSnapshot;
import org.kymata.hostmetrics.HostSnapshotJson;
import org.kymata.hosts.Host;
import org.kymata.hosts.HostStateJson;
import org.kymata.json.Envelope;
import org.kymata.json.JsonNumbers;
import org.kymata.nodes.Node;
import org.kymata.nodes.NodeChanged;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.NodeJson;
import org.kymata.nodes.PendingNode;
import org.kymata.nodes.PendingNodeJson;
import org.kymata.readings.Reading;
import org.kymata.readings.Series;
import org.kymata.security.Caller;

/** Encodes the frames for clients (docs/protocol.md). */
public final class LiveFrameEncoder {

  static final int HEARTBEAT_SECONDS = 10;

  private LiveFrameEncoder() {}

  /**
   * The first frame.
   *
   * @param self the node of the machine that the hub runs on
   * @param host that machine's host name
   * @param faults the current health issues
   */
  static String welcome(
      Caller.Reader user,
      boolean autoAdoption,
      Node self,
      String host,
      List<HealthIssues.ActiveIssue> faults) {
    return Envelope.of(
        "welcome",
        null,
        json -> {
          json.write("time", System.currentTimeMillis())
              .writeStartObject("user")
              .write("name", user.account())
              .write("role", user.role().wireName())
              .writeEnd()
              .write("heartbeatSeconds", HEARTBEAT_SECONDS)
              .write("adoption", autoAdoption ? "auto" : "manual")
              .write("version", Version.CURRENT);
          if (user.canRead(self.id())) {
            json.writeStartObject("self")
                .write("id", self.id().value())
                .write("name", self.name())
                .write("host", host)
                .writeEnd();
          }
          if (!faults.isEmpty()) {
            writeHealthIssues(json, faults);
          }
        });
  }

  /** The current health issues; empty when there are none. */
  static String healthIssues(List<HealthIssues.ActiveIssue> faults) {
    return Envelope.of("faults", null, json -> writeHealthIssues(json, faults));
  }

  private static void writeHealthIssues(JsonGenerator json, List<HealthIssues.ActiveIssue> faults) {
    json.writeStartArray("faults");
    for (HealthIssues.ActiveIssue each : faults) {
      json.writeStartObject()
          .write("fault", each.issue().wireName())
          .write("since", each.sinceMillis())
          .write("text", each.message())
          .writeStartObject("values");
      each.values().forEach((name, value) -> json.write(name, String.valueOf(value)));
      json.writeEnd().writeEnd();
    }
    json.writeEnd();
  }

  /** A live frame; {@code dropped} readings were dropped before it. */
  static String readings(List<Reading> readings, long cursor, int dropped) {
    return Envelope.of(
        "readings",
        null,
        json -> {
          if (dropped > 0) {
            json.write("dropped", dropped);
          }
          writeReadings(json, readings, cursor);
        });
  }

  /** The readings that a client missed, as the answer to its frame {@code id}. */
  static String backlog(String id, List<Reading> readings, long cursor, boolean complete) {
    return Envelope.of(
        "readings",
        id,
        json -> {
          json.write("backlog", true).write("complete", complete);
          writeReadings(json, readings, cursor);
        });
  }

  private static void writeReadings(JsonGenerator json, List<Reading> readings, long cursor) {
    json.write("sent", System.currentTimeMillis()).write("cursor", cursor);
    json.writeStartArray("series");
    Map<Series, List<Reading>> bySeries = new LinkedHashMap<>();
    for (Reading reading : readings) {
      bySeries.computeIfAbsent(reading.series(), any -> new ArrayList<>()).add(reading);
    }
    bySeries.forEach((series, points) -> writeSeries(json, series, points));
    json.writeEnd();
  }

  private static void writeSeries(JsonGenerator json, Series series, List<Reading> points) {
    json.writeStartObject().write("node", series.node().value()).write("metric", series.metric());
    if (series.unit() != null) {
      json.write("unit", series.unit());
    }
    if (series.isText()) {
      json.write("kind", "text");
    }
    json.writeStartArray("points");
    for (Reading point : points) {
      json.writeStartArray().write(point.timeMillis());
      if (series.isText()) {
        json.write(point.text());
      } else {
        JsonNumbers.write(json, point.number());
      }
      json.writeEnd();
    }
    json.writeEnd().writeEnd();
  }

  static String nodeStatus(NodeChanged changed, Capabilities actions) {
    return Envelope.of(
        "presence",
        null,
        json -> {
          NodeJson.writeMembers(json, changed.node(), changed.status());
          actions.writeMember(json, changed.node().id());
        });
  }

  /** A command, as the answer to the frame {@code id}, or as an event when {@code id} is null. */
  public static String command(String id, Command command) {
    return Envelope.of("command", id, json -> CommandJson.writeMembers(json, command));
  }

  static String nodeDeleted(NodeId id) {
    return Envelope.of(
        "presence", null, json -> json.write("id", id.value()).write("deleted", true));
  }

  static String hostFacts(NodeId node, HostSnapshot snapshot) {
    return Envelope.of("vitals", null, json -> HostSnapshotJson.writeFacts(json, node, snapshot));
  }

  static String host(Host host, String name, boolean isOperator) {
    return Envelope.of(
        "host", null, json -> HostStateJson.writeMembers(json, host, name, isOperator));
  }

  static String hostEnded(NodeId id) {
    return Envelope.of("host", null, json -> json.write("id", id.value()).write("ended", true));
  }

  static String pendingNode(PendingNode pending) {
    return Envelope.of("pending-node", null, json -> PendingNodeJson.writeMembers(json, pending));
  }

  static String pendingNodeEnded(String id) {
    return Envelope.of("pending-node", null, json -> json.write("id", id).write("ended", true));
  }
}
