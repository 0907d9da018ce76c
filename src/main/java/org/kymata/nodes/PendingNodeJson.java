package org.kymata.nodes;

import jakarta.json.stream.JsonGenerator;
import java.util.List;

/** Writes pending nodes and senders as JSON (docs/protocol.md). */
public final class PendingNodeJson {

  private PendingNodeJson() {}

  /** Writes the members of a pending node into the open object. */
  public static void writeMembers(JsonGenerator json, PendingNode pendingNode) {
    json.write("id", pendingNode.id());
    writeMembers(json, pendingNode.sender());
    if (!pendingNode.origin().isEmpty()) {
      json.write("origin", pendingNode.origin());
    }
    json.write("first", pendingNode.first())
        .write("last", pendingNode.last())
        .write("count", pendingNode.count())
        .write("raw", pendingNode.raw())
        .write("decoded", pendingNode.decoded());
  }

  /** Writes the members of a sender into the open object. */
  public static void writeMembers(JsonGenerator json, Sender sender) {
    json.write("door", sender.transport().wireName())
        .write("address", sender.address())
        .write("name", sender.name());
    if (sender.isPage()) {
      json.write("page", true);
    }
  }

  /** Writes the array {@code senders} into the open object, unless it is empty. */
  public static void writeSenders(JsonGenerator json, List<AdoptedSender> senders) {
    if (!senders.isEmpty()) {
      writeSenders(json, "senders", senders);
    }
  }

  /** Writes an array of adopted or rejected senders into the open object. */
  public static void writeSenders(JsonGenerator json, String name, List<AdoptedSender> senders) {
    json.writeStartArray(name);
    for (AdoptedSender known : senders) {
      json.writeStartObject().write("id", known.id());
      writeMembers(json, known.sender());
      json.writeEnd();
    }
    json.writeEnd();
  }
}
