package org.kymata.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import org.junit.jupiter.api.Test;

/** A killed hub loses no command, and repeats none that was acknowledged. */
class CommandsDurabilityIT {

  private static final String NEXT = "api/commands/next?wait=";

  private static JsonObject submit(ApiClient admin, String node, String id) {
    return admin.call(
        "POST",
        "api/nodes/" + node + "/commands",
        Json.createObjectBuilder()
            .add("id", id)
            .add("action", "togglerele")
            .add("ttl", "PT1H")
            .build());
  }

  private static void awaitState(ApiClient admin, String id, String state) {
    Timeouts.until(
        id + " " + state, () -> admin.get("api/commands/" + id).getString("state").equals(state));
  }

  private static void acknowledge(ApiClient node, String id) {
    assertEquals(204, node.post("api/commands/" + id + "/ack", "{\"done\":true}").statusCode());
  }

  @Test
  void killBetweenSentAndAcknowledgedResendsTheCommand() {
    try (RunningHub hub = RunningHub.start()) {
      ApiClient admin = hub.admin();
      ApiClient.NewNode made = admin.createNode("relay-1");
      ApiClient node = ApiClient.node(hub.address(), made.token());
      submit(admin, made.id(), "acknowledged");
      assertEquals("acknowledged", node.get(NEXT + 20).getString("id"));
      acknowledge(node, "acknowledged");
      submit(admin, made.id(), "sent");
      submit(admin, made.id(), "queued");
      assertEquals("sent", node.get(NEXT + 20).getString("id"));
      awaitState(admin, "sent", "sent");

      hub.kill9();
      hub.startAgain();

      assertEquals("sent", node.get(NEXT + 20).getString("id"));
      assertEquals("queued", node.get(NEXT + 20).getString("id"));
      assertEquals(204, node.send("GET", NEXT + 1, null).statusCode());
      assertEquals("acknowledged", state(admin, "acknowledged"));
      acknowledge(node, "sent");

      hub.kill9();
      hub.startAgain();

      assertEquals("queued", node.get(NEXT + 20).getString("id"));
      assertEquals(204, node.send("GET", NEXT + 1, null).statusCode());
      acknowledge(node, "queued");
      node.readings(new ReadingsPayload().add("relay", 1).json());
      for (String id : new String[] {"acknowledged", "sent", "queued"}) {
        awaitState(admin, id, "confirmed");
      }

      hub.restart();

      assertEquals("confirmed", submit(admin, made.id(), "sent").getString("state"));
      assertEquals(204, node.send("GET", NEXT + 1, null).statusCode());
      JsonArray all = admin.get("api/nodes/" + made.id() + "/commands").getJsonArray("commands");
      assertEquals(3, all.size(), all::toString);
      hub.stop();
    }
  }

  private static String state(ApiClient admin, String id) {
    return admin.get("api/commands/" + id).getString("state");
  }
}
