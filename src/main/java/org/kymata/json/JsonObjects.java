package org.kymata.json;

import jakarta.json.JsonObject;
import jakarta.json.stream.JsonParser;
import java.io.StringReader;
import org.kymata.errors.DomainException;

/** Reads texts that must be one JSON object. */
public final class JsonObjects {

  private JsonObjects() {}

  /**
   * The one object that a text holds.
   *
   * @param otherwise what to say when it holds something else
   * @throws DomainException BAD_INPUT when it does
   */
  public static JsonObject parseObject(String text, String otherwise) {
    JsonProviders.requireShallow(text);
    try (JsonParser parser = JsonProviders.PROVIDER.createParser(new StringReader(text))) {
      parser.next();
      JsonObject object = parser.getObject();
      if (!parser.hasNext()) {
        return object;
      }
    } catch (RuntimeException e) {
      // The parser has more kinds of complaint than its interface names; all are told as one.
    }
    throw DomainException.badInput(otherwise);
  }
}
