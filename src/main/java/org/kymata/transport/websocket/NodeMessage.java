package org.kymata.transport.websocket;

import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.util.List;
import org.kymata.commands.Action;
import org.kymata.commands.ActionsJson;
import org.kymata.errors.DomainException;
import org.kymata.json.JsonProviders;

/** Decodes a node's frames other than readings (docs/protocol.md). */
final class NodeMessage {

  /**
   * A node's acknowledgement of a command.
   *
   * @param id of the command
   * @param done whether the node did it
   * @param reason why it did not; null when the node gave none
   */
  record Ack(String id, boolean done, String reason) {}

  private NodeMessage() {}

  /** The actions that a node declares in a frame {@code hello}. */
  static List<Action> actions(String frame) {
    return ActionsJson.read(payload(frame).get("actions"));
  }

  /** The acknowledgement in a frame {@code ack}. */
  static Ack ack(String frame) {
    JsonObject payload = payload(frame);
    if (!(payload.get("id") instanceof JsonString id)) {
      throw DomainException.badInput("the payload of ack must name the command: \"id\":\"…\"");
    }
    JsonValue done = payload.get("done");
    if (done != JsonValue.TRUE && done != JsonValue.FALSE) {
      throw DomainException.badInput("done must be true or false");
    }
    JsonValue reason = payload.get("reason");
    if (reason != null && reason != JsonValue.NULL && !(reason instanceof JsonString)) {
      throw DomainException.badInput("reason must be a text");
    }
    String why = reason instanceof JsonString text ? text.getString() : null;
    return new Ack(id.getString(), done == JsonValue.TRUE, why);
  }

  private static JsonObject payload(String frame) {
    JsonProviders.requireShallow(frame);
    try (JsonReader reader = JsonProviders.PROVIDER.createReader(new StringReader(frame))) {
      JsonValue payload = reader.readObject().get("payload");
      if (payload == null || payload == JsonValue.NULL) {
        return JsonValue.EMPTY_JSON_OBJECT;
      }
      if (payload instanceof JsonObject object) {
        return object;
      }
    } catch (RuntimeException e) {
      // The parser throws more exception types than its interface declares.
      throw DomainException.badInput("the frame is no JSON envelope");
    }
    throw DomainException.badInput("payload must be a JSON object");
  }
}
