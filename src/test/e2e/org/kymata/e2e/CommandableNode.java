package org.kymata.e2e;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A node with a token on {@code /ws}, which answers commands as a test says. */
final class CommandableNode implements WebSocket.Listener, AutoCloseable {

  private final BlockingQueue<JsonObject> commands = new LinkedBlockingQueue<>();
  private final StringBuilder message = new StringBuilder();
  private final WebSocket socket;

  /** Connects and declares its actions, in JSON. */
  CommandableNode(RunningHub hub, String token, String actions) {
    socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .header("Authorization", "Bearer " + token)
            .buildAsync(URI.create("ws://127.0.0.1:" + hub.port() + "/ws"), this)
            .join();
    send("{\"type\":\"hello\",\"payload\":{\"actions\":" + actions + "}}");
  }

  void send(String frame) {
    socket.sendText(frame, true).join();
  }

  void reading(String metric, double value) {
    send("{\"metric\":\"" + metric + "\",\"value\":" + value + "}");
  }

  /** The next command that it got. */
  JsonObject nextCommand() {
    try {
      JsonObject command = commands.poll(Timeouts.LONG.toSeconds(), TimeUnit.SECONDS);
      if (command == null) {
        throw new AssertionError("no command came");
      }
      return command;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  void acknowledge(JsonObject command) {
    send(
        "{\"type\":\"ack\",\"payload\":{\"id\":\""
            + command.getString("id")
            + "\",\"done\":true}}");
  }

  void reject(JsonObject command, String reason) {
    String id = command.getString("id");
    send(
        Json.createObjectBuilder()
            .add("type", "ack")
            .add(
                "payload",
                Json.createObjectBuilder().add("id", id).add("done", false).add("reason", reason))
            .build()
            .toString());
  }

  @Override
  public CompletionStage<?> onText(WebSocket hub, CharSequence part, boolean last) {
    message.append(part);
    if (last) {
      try (JsonReader reader = Json.createReader(new StringReader(message.toString()))) {
        JsonObject frame = reader.readObject();
        if (frame.getString("type").equals("command")) {
          commands.add(frame.getJsonObject("payload"));
        }
      }
      message.setLength(0);
    }
    hub.request(1);
    return null;
  }

  @Override
  public void close() {
    socket.abort();
  }
}
