package org.kymata.json;

import jakarta.json.JsonObject;
import jakarta.json.stream.JsonParser;
import java.io.StringReader;
import org.kymata.errors.DomainException;

/** Parses texts that must be one JSON object. */
public final class JsonObjects {

  private JsonObjects() {}

  /**
   * Parses a text that must be one JSON object.
   *
   * @param message the error message when it is anything else
   * @throws DomainException BAD_INPUT when it is anything else
   */
  public static JsonObject parseObject(String text, String message) {
    JsonProviders.requireShallow(text);
    try (JsonParser parser = JsonProviders.PROVIDER.createParser(new StringReader(text))) {
      parser.next();
      JsonObject object = parser.getObject();
      if (!parser.hasNext()) {
        return object;
      }
    } catch (RuntimeException e) {
      // The parser throws several kinds of exceptions; all get the same message.
    }
    throw DomainException.badInput(message);
  }
}
