package org.kymata.transport.nodews;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonParser;
import java.io.StringReader;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.kymata.errors.DomainException;
import org.kymata.json.JsonNumbers;
import org.kymata.json.JsonProviders;
import org.kymata.nodes.NodeKeys;
import org.kymata.readings.ingest.ReadingBatch.UncheckedReading;
import org.kymata.text.NameValidator;
import org.kymata.text.Redaction;
import org.kymata.text.Texts;
import org.kymata.transport.ReadingsJson;

/**
 * A frame received on the node port, and the encoder of the frames sent there: JSON objects with a
 * {@code type} (docs/protocol.md).
 *
 * @param object the complete frame
 */
record NodeWsMessage(JsonObject object) {

  /** The metric of a value without a name. */
  static final String METRIC = "value";

  private static final String NODE = "node";
  private static final String PAGE = "webpage";
  private static final String KEY = "key";
  private static final String TOGGLE = "togglerele";
  private static final Set<String> RESERVED_MEMBERS = Set.of("type", "msg", "action");

  /**
   * A command that a page wants to send.
   *
   * @param node the id or name of the node; null for all connected nodes
   * @param action the action
   * @param arguments the text of a JSON object
   */
  record PageCommand(String node, String action, String arguments) {}

  /**
   * Parses a frame.
   *
   * @throws DomainException BAD_INPUT when it is not an object with a known type
   */
  static NodeWsMessage read(String frame) {
    JsonProviders.requireShallow(frame);
    JsonObject object;
    try (JsonParser parser = JsonProviders.PROVIDER.createParser(new StringReader(frame))) {
      parser.next();
      object = parser.getObject();
      if (parser.hasNext()) {
        // Throws when anything follows the object.
        parser.next();
      }
    } catch (RuntimeException e) {
      // The parser throws more exception types than its interface declares.
      throw DomainException.badInput(
          "a frame must be a JSON object, such as {\"type\":\"node\",\"msg\":21.5}");
    }
    if (!(object.get("type") instanceof JsonString type)) {
      throw DomainException.badInput("type is missing; it must be the text node or webpage");
    }
    if (!type.getString().equals(NODE) && !type.getString().equals(PAGE)) {
      throw DomainException.badInput(
          "type must be node or webpage, but is \"" + Texts.forDisplay(type.getString()) + "\"");
    }
    return new NodeWsMessage(object);
  }

  boolean isFromNode() {
    return object.getString("type").equals(NODE);
  }

  /** The node's key in this frame; null when there is none. */
  String key() {
    return object.get(KEY) instanceof JsonString key ? key.getString() : null;
  }

  /**
   * The readings in a node's message.
   *
   * @throws DomainException BAD_INPUT when {@code msg} holds none
   */
  List<UncheckedReading> drafts() {
    JsonValue msg = object.get("msg");
    if (msg == null || msg == JsonValue.NULL) {
      throw DomainException.badInput(
          "msg is missing; it must be a text, a number, a reading, or an array of readings");
    }
    return switch (msg.getValueType()) {
      case STRING -> List.of(bareReading(null, ((JsonString) msg).getString()));
      case NUMBER -> List.of(bareReading(((JsonNumber) msg).doubleValue(), null));
      case TRUE -> List.of(bareReading(1.0, null));
      case FALSE -> List.of(bareReading(0.0, null));
      default -> ReadingsJson.read(msg.toString()).drafts();
    };
  }

  private static UncheckedReading bareReading(Double number, String text) {
    UncheckedReading draft = new UncheckedReading();
    draft.metric = METRIC;
    draft.number = number;
    draft.text = text;
    return draft;
  }

  /** The readings as one line for people. */
  static String describe(List<UncheckedReading> drafts) {
    String line =
        drafts.stream()
            .limit(5)
            .map(
                draft ->
                    draft.metric
                        + " = "
                        + (draft.number == null ? draft.text : JsonNumbers.text(draft.number)))
            .collect(Collectors.joining(", "));
    return drafts.size() > 5 ? line + ", … " + drafts.size() + " in all" : line;
  }

  /**
   * The command in a page's message: {@code action} beside {@code msg}, inside it, or {@code msg}
   * itself; other members are the arguments.
   *
   * @throws DomainException BAD_INPUT when the message holds no action
   */
  PageCommand pageCommand() {
    JsonValue msg = object.get("msg");
    JsonObject holder =
        !object.containsKey("action") && msg instanceof JsonObject inner ? inner : object;
    String action = text(holder, "action");
    if (action == null && msg instanceof JsonString word) {
      action = word.getString().equals("action") ? TOGGLE : word.getString();
    }
    if (action == null) {
      throw DomainException.badInput("action is missing; it must be a text such as togglerele");
    }
    NameValidator.require("action", action);
    if (key() != null && key().startsWith(NodeKeys.PREFIX)) {
      throw DomainException.badInput("a key is a node's; a page shows none");
    }
    JsonObjectBuilder arguments = JsonProviders.PROVIDER.createObjectBuilder();
    holder.forEach(
        (name, value) -> {
          if (!RESERVED_MEMBERS.contains(name) && !name.equals(NODE)) {
            arguments.add(name, value);
          }
        });
    return new PageCommand(text(holder, NODE), action, arguments.build().toString());
  }

  private static String text(JsonObject object, String name) {
    JsonValue value = object.get(name);
    if (value == null || value == JsonValue.NULL) {
      return null;
    }
    if (value instanceof JsonString text) {
      return text.getString();
    }
    throw DomainException.badInput(name + " must be a text");
  }

  /** This frame as pages get it, without the key. */
  String toPageFrame() {
    String frame =
        JsonProviders.PROVIDER
            .createObjectBuilder(object)
            .add("type", "fromservertowebpage")
            .remove(KEY)
            .build()
            .toString();
    return Redaction.redactTokens(frame);
  }

  /** A command as nodes get it: the action with its arguments beside it. */
  static String toNodeFrame(String action, String arguments) {
    JsonObjectBuilder frame =
        JsonProviders.PROVIDER
            .createObjectBuilder()
            .add("type", "fromservertonode")
            .add("msg", "action")
            .add("action", action);
    if (arguments != null) {
      try (JsonReader reader = JsonProviders.PROVIDER.createReader(new StringReader(arguments))) {
        reader
            .readObject()
            .forEach(
                (name, value) -> {
                  if (!RESERVED_MEMBERS.contains(name)) {
                    frame.add(name, value);
                  }
                });
      }
    }
    return frame.build().toString();
  }

  /** An error, the same for nodes and pages. */
  static String error(String message) {
    return error(message, null);
  }

  /** An error with its stable code; {@code code} may be null. */
  static String error(String message, String code) {
    JsonObjectBuilder error = JsonProviders.PROVIDER.createObjectBuilder().add("type", "error");
    if (code != null) {
      error.add("code", code);
    }
    return error.add("msg", message).build().toString();
  }
}
