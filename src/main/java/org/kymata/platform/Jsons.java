package org.kymata.platform;

import jakarta.json.spi.JsonProvider;

/**
 * The JSON provider, found once. The static methods of {@code jakarta.json.Json} look for it on the
 * whole class path at every call, which in a WAR costs more than most of what is done with it.
 */
public final class Jsons {

  /** Makes parsers, generators, readers and builders. Thread-safe. */
  public static final JsonProvider PROVIDER = JsonProvider.provider();

  private Jsons() {}
}
