package org.kymata.e2e;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;

/** Reads what {@code /health/ready} says. */
final class Health {

  private Health() {}

  /** The reason that a check gives; empty when it gives none. */
  static String reason(String body, String check) {
    try (JsonReader reader = Json.createReader(new StringReader(body))) {
      return reader.readObject().getJsonArray("checks").getValuesAs(JsonObject.class).stream()
          .filter(each -> each.getString("name").equals(check))
          .findFirst()
          .map(each -> each.getJsonObject("data"))
          .map(data -> data.getString("reason", ""))
          .orElse("");
    }
  }
}
