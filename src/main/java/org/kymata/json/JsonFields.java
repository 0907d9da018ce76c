package org.kymata.json;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.kymata.errors.DomainException;
import org.kymata.text.Texts;

/** Reads the members of an object strictly: the right type and within bounds, or an error. */
public final class JsonFields {

  private final String path;
  private final JsonObject object;

  /**
   * Reads the members of {@code object}.
   *
   * @param path the object's name in error messages, such as {@code facts}
   */
  public JsonFields(String path, JsonObject object) {
    this.path = path;
    this.object = object;
  }

  private DomainException invalid(String name, String expected) {
    return DomainException.badInput(path + ": " + name + " must be " + expected);
  }

  private JsonValue value(String name) {
    JsonValue value = object.get(name);
    return value == JsonValue.NULL ? null : value;
  }

  /** A text of at most {@code maxLength} characters; empty when it is missing or empty. */
  public Optional<String> text(String name, int maxLength) {
    JsonValue value = value(name);
    if (value == null) {
      return Optional.empty();
    }
    if (!(value instanceof JsonString string)
        || string.getString().length() > maxLength
        || !Texts.isWellFormed(string.getString())) {
      throw invalid(name, "a text of at most " + maxLength + " characters");
    }
    return Optional.of(string.getString()).filter(text -> !text.isEmpty());
  }

  /** A required text. */
  public String requireText(String name, int maxLength) {
    return text(name, maxLength)
        .orElseThrow(() -> invalid(name, "a text of 1 to " + maxLength + " characters"));
  }

  /** A non-negative integer; empty when it is missing. */
  public OptionalLong integer(String name) {
    JsonValue value = value(name);
    if (value == null) {
      return OptionalLong.empty();
    }
    // Parsed from its text: one such as 1e999999999 must not be expanded.
    String text = value instanceof JsonNumber ? value.toString() : "";
    if (!text.matches("[0-9]{1,15}")) {
      throw invalid(name, "a whole number from 0");
    }
    return OptionalLong.of(Long.parseLong(text));
  }

  /** A required non-negative integer. */
  public long requireInteger(String name) {
    return integer(name).orElseThrow(() -> invalid(name, "a whole number from 0"));
  }

  /** A finite number; NaN when it is missing. */
  public double number(String name) {
    JsonValue value = value(name);
    if (value == null) {
      return Double.NaN;
    }
    double number = value instanceof JsonNumber ? Double.parseDouble(value.toString()) : Double.NaN;
    if (!Double.isFinite(number)) {
      throw invalid(name, "a finite number");
    }
    return number;
  }

  /** True or false; false when it is missing. */
  public boolean bool(String name) {
    JsonValue value = value(name);
    if (value != null && value != JsonValue.TRUE && value != JsonValue.FALSE) {
      throw invalid(name, "true or false");
    }
    return value == JsonValue.TRUE;
  }

  /** An object; null when it is missing. */
  public JsonObject object(String name) {
    JsonValue value = value(name);
    if (value != null && !(value instanceof JsonObject)) {
      throw invalid(name, "an object");
    }
    return (JsonObject) value;
  }

  /** A required array. */
  public JsonArray array(String name) {
    if (value(name) instanceof JsonArray array) {
      return array;
    }
    throw invalid(name, "an array");
  }

  /** An array of at most {@code max} objects; empty when it is missing. */
  public List<JsonFields> objects(String name, int max) {
    JsonValue value = value(name);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof JsonArray array)
        || array.size() > max
        || !array.stream().allMatch(JsonObject.class::isInstance)) {
      throw invalid(name, "an array of at most " + max + " objects");
    }
    return array.stream().map(each -> new JsonFields(name, each.asJsonObject())).toList();
  }
}
