package org.kymata.commands;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonGenerator;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.kymata.errors.DomainException;
import org.kymata.json.JsonProviders;
import org.kymata.text.NameValidator;
import org.kymata.text.Texts;

/** The actions of a node in JSON (docs/protocol.md). */
public final class ActionsJson {

  /** The most actions that a node may have. */
  public static final int MAX_ACTIONS = 32;

  private static final int MAX_LABEL = 64;

  private ActionsJson() {}

  /**
   * Reads what a node declared.
   *
   * @param value an array; null is one without elements
   * @throws DomainException when it is not an array of actions
   */
  public static List<Action> read(JsonValue value) {
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof JsonArray array) || array.size() > MAX_ACTIONS) {
      throw DomainException.badInput(
          "actions must be an array of at most "
              + MAX_ACTIONS
              + " objects {\"name\":…,\"kind\":\"switch\" or \"button\",\"metric\":…}");
    }
    List<Action> actions = new ArrayList<>();
    for (JsonValue each : array) {
      Action action = action(each);
      if (actions.stream().anyMatch(other -> other.name().equals(action.name()))) {
        throw DomainException.badInput("there are two actions \"" + action.name() + "\"");
      }
      actions.add(action);
    }
    return List.copyOf(actions);
  }

  private static Action action(JsonValue value) {
    if (!(value instanceof JsonObject object)) {
      throw DomainException.badInput("an action must be an object {\"name\":…,\"kind\":…}");
    }
    String metric = text(object, "metric");
    if (metric != null) {
      NameValidator.require("an action's metric", metric);
    }
    return new Action(
        NameValidator.require("an action's name", text(object, "name")),
        kind(text(object, "kind")),
        metric,
        label(text(object, "label")));
  }

  private static String text(JsonObject object, String name) {
    JsonValue value = object.get(name);
    if (value == null || value == JsonValue.NULL) {
      return null;
    }
    if (value instanceof JsonString text) {
      return text.getString();
    }
    throw DomainException.badInput("an action's " + name + " must be a text");
  }

  private static Action.Kind kind(String kind) {
    for (Action.Kind each : Action.Kind.values()) {
      if (each.wireName().equals(kind)) {
        return each;
      }
    }
    throw DomainException.badInput("an action's kind must be switch or button");
  }

  private static String label(String label) {
    boolean wrong =
        label != null
            && (label.isBlank()
                || label.length() > MAX_LABEL
                || !Texts.isWellFormed(label)
                || label.chars().anyMatch(Character::isISOControl));
    if (wrong) {
      throw DomainException.badInput("an action's label must have 1 to 64 visible characters");
    }
    return label;
  }

  /** Writes an array of actions into what is open, where a value is expected. */
  static void write(JsonGenerator json, List<Action> actions) {
    json.writeStartArray();
    for (Action action : actions) {
      json.writeStartObject().write("name", action.name()).write("kind", action.kind().wireName());
      if (action.metric() != null) {
        json.write("metric", action.metric());
      }
      if (action.label() != null) {
        json.write("label", action.label());
      }
      json.writeEnd();
    }
    json.writeEnd();
  }

  static String text(List<Action> actions) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JsonProviders.PROVIDER.createGenerator(text)) {
      write(json, actions);
    }
    return text.toString();
  }

  static List<Action> read(String text) {
    try (JsonReader reader = JsonProviders.PROVIDER.createReader(new StringReader(text))) {
      return read(reader.readArray());
    }
  }
}
