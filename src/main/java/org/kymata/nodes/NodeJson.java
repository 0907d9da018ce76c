package org.kymata.nodes;

import jakarta.json.stream.JsonGenerator;

/** A node as it is written in JSON (docs/protocol.md). */
public final class NodeJson {

  private NodeJson() {}

  /** Writes the members of a node into the object that is open. */
  public static void writeMembers(JsonGenerator json, Node node, NodeStatus presence) {
    json.write("id", node.id().value())
        .write("name", node.name())
        .write("kind", node.kind().wireName());
    if (node.self()) {
      json.write("self", true);
    }
    json.write("created", node.created()).write("presence", presence.state().wireName());
    presence.lastSeenMillis().ifPresent(millis -> json.write("lastSeen", millis));
    presence.usualIntervalMillis().ifPresent(millis -> json.write("usualIntervalMillis", millis));
    json.write("hasToken", node.hasToken());
  }
}
