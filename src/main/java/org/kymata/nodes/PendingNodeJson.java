package org.kymata.nodes;

import jakarta.json.stream.JsonGenerator;
import java.util.List;

/** A knock and a sender as they are written in JSON (docs/protocol.md). */
public final class PendingNodeJson {

  private PendingNodeJson() {}

  /** Writes the members of a knock into the object that is open. */
  public static void writeMembers(JsonGenerator json, PendingNode knock) {
    json.write("id", knock.id());
    writeMembers(json, knock.sender());
    if (!knock.origin().isEmpty()) {
      json.write("origin", knock.origin());
    }
    json.write("first", knock.first())
        .write("last", knock.last())
        .write("count", knock.count())
        .write("raw", knock.raw())
        .write("decoded", knock.decoded());
  }

  /** Writes the members of a sender into the object that is open. */
  public static void writeMembers(JsonGenerator json, Sender sender) {
    json.write("door", sender.transport().wireName())
        .write("address", sender.address())
        .write("name", sender.name());
    if (sender.isPage()) {
      json.write("page", true);
    }
  }

  /** Writes the array {@code senders} into the object that is open, unless it is empty. */
  public static void writeSenders(JsonGenerator json, List<AdoptedSender> senders) {
    if (!senders.isEmpty()) {
      writeSenders(json, "senders", senders);
    }
  }

  /** Writes an array of senders that were decided on into the object that is open. */
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
