package org.kymata.e2e;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;

/** Readings as a node writes them into one call. */
final class ReadingsPayload {

  private final JsonArrayBuilder list = Json.createArrayBuilder();

  /** A reading of now. */
  ReadingsPayload add(String metric, double value) {
    list.add(reading(metric).add("value", value));
    return this;
  }

  ReadingsPayload add(String metric, double value, String unit) {
    list.add(reading(metric).add("value", value).add("unit", unit));
    return this;
  }

  /** A reading of {@code time}, epoch milliseconds. */
  ReadingsPayload add(String metric, double value, String unit, long time) {
    list.add(reading(metric).add("value", value).add("unit", unit).add("time", time));
    return this;
  }

  /** A text of now. */
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

  /** As an array; empty afterwards. */
  JsonArray json() {
    return list.build();
  }

  /** As a batch of {@code node}, for senders who are not that node; empty afterwards. */
  JsonObject of(String node) {
    return Json.createObjectBuilder().add("node", node).add("readings", list.build()).build();
  }
}
