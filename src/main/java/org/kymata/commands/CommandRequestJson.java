package org.kymata.commands;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import org.kymata.errors.DomainException;

/** Reads a request: {@code {"id"?,"action","arguments"?,"settings"?,"ttl"?}} (docs/protocol.md). */
public final class CommandRequestJson {

  private CommandRequestJson() {}

  /**
   * Reads an request, whose contents {@link CommandService} checks.
   *
   * @throws DomainException when a member is of the wrong type
   */
  public static CommandRequest read(JsonObject json) {
    String action = text(json, "action");
    if (action == null) {
      throw DomainException.badInput("action is missing; it must be a text, such as togglerele");
    }
    return new CommandRequest(text(json, "id"), action, arguments(json, action), ttl(json));
  }

  private static String text(JsonObject json, String name) {
    JsonValue value = json.get(name);
    if (value == null || value == JsonValue.NULL) {
      return null;
    }
    if (value instanceof JsonString text) {
      return text.getString();
    }
    throw DomainException.badInput(name + " must be a text");
  }

  private static String arguments(JsonObject json, String action) {
    JsonObject arguments = object(json, "arguments");
    JsonObject settings = object(json, "settings");
    if (settings == null) {
      return text(arguments);
    }
    if (!action.equals(CommandValidator.CHANGE_SETTING)) {
      throw DomainException.badInput(
          "settings go with the action changesetting; others have arguments");
    }
    if (arguments != null) {
      throw DomainException.badInput("settings are the arguments of changesetting: send one");
    }
    return text(settings);
  }

  private static String text(JsonObject object) {
    try {
      return object == null ? null : object.toString();
    } catch (ArithmeticException | NumberFormatException e) {
      throw DomainException.badInput("arguments hold a number that is too large");
    }
  }

  private static JsonObject object(JsonObject json, String name) {
    JsonValue value = json.get(name);
    if (value == null || value == JsonValue.NULL) {
      return null;
    }
    if (value instanceof JsonObject object) {
      return object;
    }
    throw DomainException.badInput(name + " must be a JSON object, such as {\"seconds\":5}");
  }

  private static Duration ttl(JsonObject json) {
    String ttl = text(json, "ttl");
    try {
      return ttl == null ? null : Duration.parse(ttl);
    } catch (DateTimeParseException | ArithmeticException e) {
      throw DomainException.badInput(
          "ttl must be an ISO-8601 duration from PT1S to P7D, such as PT30S");
    }
  }
}
