package org.kymata.transport.rest;

import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.util.Optional;
import org.kymata.errors.DomainException;
import org.kymata.errors.DomainException.Kind;
import org.kymata.json.JsonProviders;
import org.kymata.text.Texts;

/** Reads request bodies, with size limits and clear errors. */
final class RequestBody {

  static final int MAX_BYTES = 1 << 20;

  private RequestBody() {}

  /**
   * The complete body.
   *
   * @throws DomainException TOO_LARGE when it has more than 1 MiB; BAD_INPUT when the client
   *     disconnected in the middle of it
   */
  static byte[] readBytes(InputStream in) {
    byte[] body;
    try {
      body = in.readNBytes(MAX_BYTES + 1);
    } catch (IOException e) {
      throw incomplete();
    }
    if (body.length > MAX_BYTES) {
      throw new DomainException(
          Kind.TOO_LARGE, "the body is over 1 MiB; send its parts in several calls");
    }
    return body;
  }

  /** The error of an unfinished body; usually the client is gone and cannot read it. */
  static DomainException incomplete() {
    return DomainException.badInput("the connection closed before the end of the body");
  }

  /**
   * The body as a JSON object.
   *
   * @throws DomainException when it is too large, or not a JSON object
   */
  static JsonObject readObject(InputStream in) {
    String text;
    try {
      text = Texts.decodeUtf8(readBytes(in));
    } catch (CharacterCodingException e) {
      throw DomainException.badInput("the body is not UTF-8");
    }
    JsonProviders.requireShallow(text);
    try (JsonReader reader = JsonProviders.PROVIDER.createReader(new StringReader(text))) {
      return reader.readObject();
    } catch (JsonException | ArithmeticException | NumberFormatException e) {
      // The last two are thrown for a number whose exponent is out of range.
      throw DomainException.badInput("the body must be a JSON object, such as {\"name\":\"…\"}");
    }
  }

  /** A text member; empty when it is missing. */
  static Optional<String> text(JsonObject body, String name) {
    JsonValue value = body.get(name);
    if (value == null || value == JsonValue.NULL) {
      return Optional.empty();
    }
    if (value instanceof JsonString text) {
      return Optional.of(text.getString());
    }
    throw DomainException.badInput(name + " must be a text");
  }

  /** A required text member. */
  static String requireText(JsonObject body, String name) {
    return text(body, name)
        .orElseThrow(() -> DomainException.badInput(name + " is missing; it must be a text"));
  }

  /** A boolean member; empty when it is missing. */
  static Optional<Boolean> bool(JsonObject body, String name) {
    JsonValue value = body.get(name);
    if (value == null || value == JsonValue.NULL) {
      return Optional.empty();
    }
    if (value == JsonValue.TRUE || value == JsonValue.FALSE) {
      return Optional.of(value == JsonValue.TRUE);
    }
    throw DomainException.badInput(name + " must be true or false");
  }

  /** The length of a list, from 1 to {@code max}. */
  static int parseLimit(String text, int max) {
    if (text.matches("[0-9]{1,6}")) {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= max) {
        return limit;
      }
    }
    throw DomainException.badInput("limit must be a whole number from 1 to " + max);
  }

  /** An id in a path, such as an account's. */
  static long parseId(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw DomainException.notFound("there is nothing with the number \"" + text + "\"");
    }
  }
}
