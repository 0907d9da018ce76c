package org.kymata.e2e;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletionStage;

/** A page that subscribes to everything, and reports to a load what it got. */
final class LiveReadingsListener implements WebSocket.Listener, AutoCloseable {

  private final AllTransportsLoad load;
  private final StringBuilder message = new StringBuilder();
  private final WebSocket socket;

  LiveReadingsListener(RunningHub hub, ApiClient admin, AllTransportsLoad load) {
    this.load = load;
    socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .header("Cookie", admin.cookies())
            .header("Origin", "http://127.0.0.1:" + hub.port())
            .buildAsync(URI.create("ws://127.0.0.1:" + hub.port() + "/ws"), this)
            .join();
    String all =
        "{\"v\":1,\"type\":\"subscribe\",\"id\":\"1\",\"payload\":{\"topics\":[{\"node\":\"*\"}]}}";
    socket.sendText(all, true).join();
  }

  @Override
  public CompletionStage<?> onText(WebSocket hub, CharSequence part, boolean last) {
    message.append(part);
    if (last) {
      try (JsonReader reader = Json.createReader(new StringReader(message.toString()))) {
        JsonObject frame = reader.readObject();
        if (frame.getString("type").equals("readings")) {
          frame
              .getJsonObject("payload")
              .getJsonArray("series")
              .getValuesAs(JsonObject.class)
              .forEach(this::note);
        }
      }
      message.setLength(0);
    }
    hub.request(1);
    return null;
  }

  private void note(JsonObject series) {
    for (JsonArray point : series.getJsonArray("points").getValuesAs(JsonArray.class)) {
      if (point.get(1) instanceof JsonNumber number) {
        load.shown(series.getString("metric"), number.intValue());
      }
    }
  }

  @Override
  public void close() {
    socket.abort();
  }
}
