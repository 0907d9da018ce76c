package org.kymata.json;

import jakarta.json.spi.JsonProvider;
import org.kymata.errors.DomainException;

/**
 * The JSON provider, found once. The static methods of {@code jakarta.json.Json} look for it on the
 * whole class path at every call, which in a WAR costs more than most of what is done with it.
 */
public final class JsonProviders {

  /** Makes parsers, generators, readers and builders. Thread-safe. */
  public static final JsonProvider PROVIDER = JsonProvider.provider();

  /** How deep objects and arrays that come from outside may be nested. */
  public static final int MAX_DEPTH = 64;

  private JsonProviders() {}

  /**
   * Looks at a text before it is parsed, which takes memory for each level.
   *
   * @throws DomainException BAD_INPUT when it is nested over {@link #MAX_DEPTH} deep
   */
  public static void requireShallow(String text) {
    if (isDeeper(text, MAX_DEPTH)) {
      throw DomainException.badInput(
          "the JSON is nested over " + MAX_DEPTH + " deep; write it with fewer levels");
    }
  }

  /** Whether brackets are nested over {@code most} deep; whether it is JSON does not matter. */
  public static boolean isDeeper(String text, int most) {
    int depth = 0;
    boolean quoted = false;
    for (int i = 0; i < text.length() && depth <= most; i++) {
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
    return depth > most;
  }
}
