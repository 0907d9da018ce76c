package org.kymata.e2e;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.net.http.HttpResponse;

/** Reads {@code /health/ready}. */
final class HealthClient {

  private HealthClient() {}

  /** The reason of a check; empty when it has none. */
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

  /** Waits for a state of /health/ready; the hub is alive all the time. */
  static void awaitReady(RunningHub hub, boolean ready) {
    ApiClient stranger = ApiClient.stranger(hub.address());
    Timeouts.until(
        "ready: " + ready,
        () ->
            stranger.send("GET", "health/ready", null).statusCode() == (ready ? 200 : 503)
                && stranger.send("GET", "health/live", null).statusCode() == 200);
  }

  /** Why a check of this hub fails. */
  static String reason(RunningHub hub, String check) {
    HttpResponse<String> answer =
        ApiClient.stranger(hub.address()).send("GET", "health/ready", null);
    return reason(answer.body(), check);
  }
}
