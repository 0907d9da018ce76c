package org.kymata.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A page of a viewer: it counts the readings that it gets of some nodes. */
final class ViewerClient implements AutoCloseable {

  private static final Set<String> KNOWN =
      Set.of("welcome", "readings", "presence", "vitals", "pong");

  private final RawWebSocket socket;
  private final Map<String, Integer> counts = new HashMap<>();
  private final Set<String> unexpectedFrames = new TreeSet<>();

  ViewerClient(RawWebSocket socket) {
    this.socket = socket;
  }

  /** Subscribes to a node; readings sent from now on are counted. */
  void subscribe(String node) {
    socket.text(
        "{\"v\":1,\"type\":\"subscribe\",\"payload\":{\"topics\":[{\"node\":\"%s\"}]}}"
            .formatted(node));
    String answer = socket.next();
    while (answer != null && !answer.contains("\"backlog\":true")) {
      answer = socket.next();
    }
    assertTrue(answer != null, "the page was closed");
  }

  /** Sends a ping, and handles the frames that arrived. */
  synchronized void pingAndReceive() {
    socket.text("{\"v\":1,\"type\":\"ping\"}");
    assertTrue(socket.sync(), "the page was closed");
    socket.unread().forEach(this::receive);
  }

  private void receive(String text) {
    try (JsonReader reader = Json.createReader(new StringReader(text))) {
      JsonObject frame = reader.readObject();
      String type = frame.getString("type");
      if (!KNOWN.contains(type) || type.equals("presence")) {
        unexpectedFrames.add(text);
      }
      if (type.equals("readings")) {
        JsonObject payload = frame.getJsonObject("payload");
        assertEquals(0, payload.getInt("dropped", 0), "the page misses readings");
        for (JsonObject series : payload.getJsonArray("series").getValuesAs(JsonObject.class)) {
          if (series.getString("metric").equals("number")) {
            int points = series.getJsonArray("points").size();
            counts.merge(series.getString("node"), points, Integer::sum);
          } else {
            unexpectedFrames.add(series.toString());
          }
        }
      }
    }
  }

  /** Waits until it has got this many readings of each node. */
  void awaitAll(Map<String, Integer> sent) {
    Timeouts.until(
        "all readings on the page",
        () -> {
          pingAndReceive();
          return sent.equals(counts);
        });
  }

  /** The frames other than the readings that it subscribed. */
  synchronized String unexpectedFrames() {
    return String.join("\n", unexpectedFrames);
  }

  @Override
  public void close() {
    socket.close();
  }
}
