package org.kymata.json;

import jakarta.json.stream.JsonGenerator;
import java.io.StringWriter;
import java.util.function.Consumer;

/**
 * Writes frames of {@code /ws} and {@code /api/live}: {@code {"v":1,"type":…,"id":…,"payload":…}}.
 */
public final class Envelope {

  private Envelope() {}

  /**
   * Writes a frame.
   *
   * @param type the frame's type
   * @param id of the frame that it replies to; null when there is none
   * @param payload writes the members of the payload
   */
  public static String of(String type, String id, Consumer<JsonGenerator> payload) {
    StringWriter text = new StringWriter(256);
    try (JsonGenerator json = JsonProviders.PROVIDER.createGenerator(text)) {
      json.writeStartObject().write("v", 1).write("type", type);
      if (id != null) {
        json.write("id", id);
      }
      json.writeStartObject("payload");
      payload.accept(json);
      json.writeEnd().writeEnd();
    }
    return text.toString();
  }

  /** A frame whose payload is already JSON. */
  public static String ofJson(String type, String payload) {
    return "{\"v\":1,\"type\":\"" + type + "\",\"payload\":" + payload + "}";
  }

  /** An {@code error} frame. */
  public static String error(String id, Problem problem) {
    return of("error", id, json -> problem.json().forEach(json::write));
  }

  /** A {@code pong} frame; without an id it is the hub's heartbeat. */
  public static String pong(String id) {
    return of("pong", id, json -> json.write("time", System.currentTimeMillis()));
  }
}
