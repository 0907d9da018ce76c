package org.kymata.e2e;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;

/** Builds the readings of one call, as a node does. */
final class ReadingsPayload {

  private final JsonArrayBuilder list = Json.createArrayBuilder();

  /** Adds a reading of now. */
  ReadingsPayload add(String metric, double value) {
    list.add(reading(metric).add("value", value));
    return this;
  }

  ReadingsPayload add(String metric, double value, String unit) {
    list.add(reading(metric).add("value", value).add("unit", unit));
    return this;
  }

  /** Adds a reading of {@code time}, epoch milliseconds. */
  ReadingsPayload add(String metric, double value, String unit, long time) {
    list.add(reading(metric).add("value", value).add("unit", unit).add("time", time));
    return this;
  }

  /** Adds a text of now. */
  ReadingsPayload add(String metric, String text) {
    list.add(reading(metric).add("value", text));
    return this;
  }

  ReadingsPayload add(String metric, String text, long time) {
    list.add(reading(metric).add("value", text).add("time", time));
    return this;
  }

  private static JsonObjectBuilder reading(String metric) {
    return Json.createObjectBuilder().add("metric", metric);
  }

  /** The readings as an array; empties the payload. */
  JsonArray json() {
    return list.build();
  }

  /**
   * The readings as a batch of {@code node}, for senders who are not that node; empties the
   * payload.
   */
  JsonObject of(String node) {
    return Json.createObjectBuilder().add("node", node).add("readings", list.build()).build();
  }
}
