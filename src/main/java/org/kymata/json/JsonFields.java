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

/** The members of an object, read strictly: of the right type and within bounds, or refused. */
public final class JsonFields {

  private final String path;
  private final JsonObject object;

  /**
   * The members of {@code object}.
   *
   * @param where what it is, for messages, such as {@code facts}
   */
  public JsonFields(String where, JsonObject object) {
    this.path = where;
    this.object = object;
  }

  private DomainException invalid(String name, String right) {
    return DomainException.badInput(path + ": " + name + " must be " + right);
  }

  private JsonValue value(String name) {
    JsonValue value = object.get(name);
    return value == JsonValue.NULL ? null : value;
  }

  /** A text of at most so many characters; empty when it is not there or holds nothing. */
  public Optional<String> text(String name, int most) {
    JsonValue value = value(name);
    if (value == null) {
      return Optional.empty();
    }
    if (!(value instanceof JsonString string)
        || string.getString().length() > most
        || !Texts.isWellFormed(string.getString())) {
      throw invalid(name, "a text of at most " + most + " characters");
    }
    return Optional.of(string.getString()).filter(text -> !text.isEmpty());
  }

  /** A text that must be there. */
  public String requireText(String name, int most) {
    return text(name, most)
        .orElseThrow(() -> invalid(name, "a text of 1 to " + most + " characters"));
  }

  /** A whole number from 0; empty when it is not there. */
  public OptionalLong integer(String name) {
    JsonValue value = value(name);
    if (value == null) {
      return OptionalLong.empty();
    }
    // By its text: one such as 1e999999999 must not be written out.
    String text = value instanceof JsonNumber ? value.toString() : "";
    if (!text.matches("[0-9]{1,15}")) {
      throw invalid(name, "a whole number from 0");
    }
    return OptionalLong.of(Long.parseLong(text));
  }

  /** A whole number that must be there. */
  public long requireInteger(String name) {
    return integer(name).orElseThrow(() -> invalid(name, "a whole number from 0"));
  }

  /** A finite number; NaN when it is not there. */
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

  /** True or false; false when it is not there. */
  public boolean bool(String name) {
    JsonValue value = value(name);
    if (value != null && value != JsonValue.TRUE && value != JsonValue.FALSE) {
      throw invalid(name, "true or false");
    }
    return value == JsonValue.TRUE;
  }

  /** An object; null when it is not there. */
  public JsonObject object(String name) {
    JsonValue value = value(name);
    if (value != null && !(value instanceof JsonObject)) {
      throw invalid(name, "an object");
    }
    return (JsonObject) value;
  }

  /** An array that must be there. */
  public JsonArray array(String name) {
    if (value(name) instanceof JsonArray array) {
      return array;
    }
    throw invalid(name, "an array");
  }

  /** An array of at most so many objects; none when it is not there. */
  public List<JsonFields> objects(String name, int most) {
    JsonValue value = value(name);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof JsonArray array)
        || array.size() > most
        || !array.stream().allMatch(JsonObject.class::isInstance)) {
      throw invalid(name, "an array of at most " + most + " objects");
    }
    return array.stream().map(each -> new JsonFields(name, each.asJsonObject())).toList();
  }
}
