package org.kymata.doors.agent;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.kymata.platform.DomainException;
import org.kymata.platform.Texts;

/** The members of an object, read strictly: of the right type and within bounds, or refused. */
final class Fields {

  private final String where;
  private final JsonObject object;

  /**
   * The members of {@code object}.
   *
   * @param where what it is, for messages, such as {@code facts}
   */
  Fields(String where, JsonObject object) {
    this.where = where;
    this.object = object;
  }

  private DomainException wrong(String name, String right) {
    return DomainException.badInput(where + ": " + name + " must be " + right);
  }

  private JsonValue value(String name) {
    JsonValue value = object.get(name);
    return value == JsonValue.NULL ? null : value;
  }

  /** A text of at most so many characters; empty when it is not there or holds nothing. */
  Optional<String> text(String name, int most) {
    JsonValue value = value(name);
    if (value == null) {
      return Optional.empty();
    }
    if (!(value instanceof JsonString string)
        || string.getString().length() > most
        || !Texts.isWhole(string.getString())) {
      throw wrong(name, "a text of at most " + most + " characters");
    }
    return Optional.of(string.getString()).filter(text -> !text.isEmpty());
  }

  /** A text that must be there. */
  String requireText(String name, int most) {
    return text(name, most)
        .orElseThrow(() -> wrong(name, "a text of 1 to " + most + " characters"));
  }

  /** A whole number from 0; empty when it is not there. */
  OptionalLong whole(String name) {
    JsonValue value = value(name);
    if (value == null) {
      return OptionalLong.empty();
    }
    // By its text: one such as 1e999999999 must not be written out.
    String text = value instanceof JsonNumber ? value.toString() : "";
    if (!text.matches("[0-9]{1,15}")) {
      throw wrong(name, "a whole number from 0");
    }
    return OptionalLong.of(Long.parseLong(text));
  }

  /** A whole number that must be there. */
  long requireWhole(String name) {
    return whole(name).orElseThrow(() -> wrong(name, "a whole number from 0"));
  }

  /** A finite number; NaN when it is not there. */
  double number(String name) {
    JsonValue value = value(name);
    if (value == null) {
      return Double.NaN;
    }
    double number = value instanceof JsonNumber ? Double.parseDouble(value.toString()) : Double.NaN;
    if (!Double.isFinite(number)) {
      throw wrong(name, "a finite number");
    }
    return number;
  }

  /** True or false; false when it is not there. */
  boolean truth(String name) {
    JsonValue value = value(name);
    if (value != null && value != JsonValue.TRUE && value != JsonValue.FALSE) {
      throw wrong(name, "true or false");
    }
    return value == JsonValue.TRUE;
  }

  /** An object; null when it is not there. */
  JsonObject object(String name) {
    JsonValue value = value(name);
    if (value != null && !(value instanceof JsonObject)) {
      throw wrong(name, "an object");
    }
    return (JsonObject) value;
  }

  /** An array that must be there. */
  JsonArray array(String name) {
    if (value(name) instanceof JsonArray array) {
      return array;
    }
    throw wrong(name, "an array");
  }

  /** An array of at most so many objects; none when it is not there. */
  List<Fields> objects(String name, int most) {
    JsonValue value = value(name);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof JsonArray array)
        || array.size() > most
        || !array.stream().allMatch(JsonObject.class::isInstance)) {
      throw wrong(name, "an array of at most " + most + " objects");
    }
    return array.stream().map(each -> new Fields(name, each.asJsonObject())).toList();
  }
}
