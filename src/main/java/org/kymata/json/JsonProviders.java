package org.kymata.json;

import jakarta.json.spi.JsonProvider;
import org.kymata.errors.DomainException;

/**
 * The JSON provider, looked up once. The static methods of {@code jakarta.json.Json} search the
 * whole class path at every call, which in a WAR costs more than most uses of JSON.
 */
public final class JsonProviders {

  /** Creates parsers, generators, readers and builders. Thread-safe. */
  public static final JsonProvider PROVIDER = JsonProvider.provider();

  /** The deepest nesting of received objects and arrays. */
  public static final int MAX_DEPTH = 64;

  private JsonProviders() {}

  /**
   * Checks the nesting of a text before it is parsed, which takes memory for each level.
   *
   * @throws DomainException BAD_INPUT when it is nested over {@link #MAX_DEPTH} deep
   */
  public static void requireShallow(String text) {
    if (isDeeper(text, MAX_DEPTH)) {
      throw DomainException.badInput(
          "the JSON is nested over " + MAX_DEPTH + " deep; write it with fewer levels");
    }
  }

  /** Whether brackets are nested over {@code max} deep; the text need not be JSON. */
  public static boolean isDeeper(String text, int max) {
    int depth = 0;
    boolean quoted = false;
    for (int i = 0; i < text.length() && depth <= max; i++) {
      char c = text.charAt(i);
      if (c == '\\' && quoted) {
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && (c == '{' || c == '[')) {
        depth++;
      } else if (!quoted && (c == '}' || c == ']')) {
        depth--;
      }
    }
    return depth > max;
  }
}
