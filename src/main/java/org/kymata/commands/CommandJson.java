package org.kymata.commands;

import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.stream.JsonGenerator;
import java.io.StringReader;
import java.io.StringWriter;
import org.kymata.json.JsonProviders;
import org.kymata.text.Redaction;

/** A command as it is written in JSON (docs/protocol.md). */
public final class CommandJson {

  private CommandJson() {}

  /** Writes the members of a command into the object that is open. */
  public static void writeMembers(JsonGenerator json, Command command) {
    writeMembers(json, command, redactedArguments(command));
  }

  private static void writeMembers(JsonGenerator json, Command command, JsonObject arguments) {
    json.write("id", command.id())
        .write("node", command.node().value())
        .write("action", command.action())
        .write("arguments", arguments)
        .write("by", command.by())
        .write("state", command.state().wireName());
    if (command.reason() != null) {
      json.write("reason", command.reason());
    }
    json.write("created", command.created()).write("expires", command.expires());
    json.writeStartObject("times");
    for (CommandState state : CommandState.values()) {
      Long time = command.times().get(state);
      if (time != null) {
        json.write(state.wireName(), time);
      }
    }
    json.writeEnd();
  }

  /** Writes what a node needs of a command into the object that is open. */
  public static void writeForNode(JsonGenerator json, Command command) {
    json.write("id", command.id())
        .write("action", command.action())
        .write("arguments", arguments(command));
  }

  /** A command as a JSON object, for people: without secrets. */
  public static String text(Command command) {
    return text(command, redactedArguments(command));
  }

  /**
   * A command as a JSON object, for the node that carries it out: with its arguments as they are.
   */
  public static String textForNode(Command command) {
    return text(command, arguments(command));
  }

  private static String text(Command command, JsonObject arguments) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JsonProviders.PROVIDER.createGenerator(text)) {
      json.writeStartObject();
      writeMembers(json, command, arguments);
      json.writeEnd();
    }
    return text.toString();
  }

  private static JsonObject arguments(Command command) {
    return object(command.arguments());
  }

  /** The arguments without secrets: everybody who signed in sees them. */
  private static JsonObject redactedArguments(Command command) {
    try {
      return object(Redaction.redact(command.arguments()));
    } catch (JsonException e) {
      // What was escaped may be no JSON any more once its secrets are out.
      return JsonObject.EMPTY_JSON_OBJECT;
    }
  }

  private static JsonObject object(String text) {
    try (JsonReader reader = JsonProviders.PROVIDER.createReader(new StringReader(text))) {
      return reader.readObject();
    }
  }
}
