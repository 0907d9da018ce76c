package org.kymata.nodes;

import jakarta.json.stream.JsonGenerator;

/** Writes a node as JSON (docs/protocol.md). */
public final class NodeJson {

  private NodeJson() {}

  /** Writes the members of a node into the open object. */
  public static void writeMembers(JsonGenerator json, Node node, NodeStatus status) {
    json.write("id", node.id().value())
        .write("name", node.name())
        .write("kind", node.kind().wireName());
    if (node.self()) {
      json.write("self", true);
    }
    json.write("created", node.created()).write("presence", status.state().wireName());
    status.lastSeenMillis().ifPresent(millis -> json.write("lastSeen", millis));
    status.usualIntervalMillis().ifPresent(millis -> json.write("usualIntervalMillis", millis));
    json.write("hasToken", node.hasToken());
  }
}
