package org.kymata.e2e;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.util.List;

/** Adopts pending nodes as the hub's admin. */
record NodeAdopter(ApiClient admin) {

  List<JsonObject> pendingNodes() {
    return admin
        .get("api/pending-nodes")
        .getJsonArray("pendingNodes")
        .getValuesAs(JsonObject.class);
  }

  /** The pending nodes of a transport and an address. */
  List<JsonObject> pendingNodes(String transport, String address) {
    return pendingNodes().stream()
        .filter(pending -> pending.getString("door").equals(transport))
        .filter(pending -> pending.getString("address").equals(address))
        .toList();
  }

  /**
   * Waits for a number of pending nodes of a transport and an address, and adopts all of them as
   * one new node.
   *
   * @return the node's id; null when they are pages
   */
  String adopt(String transport, String address, int senders, String name) {
    Timeouts.until(
        senders + " pending nodes of " + address,
        () -> pendingNodes(transport, address).size() == senders);
    String node = null;
    for (JsonObject pending : pendingNodes(transport, address)) {
      JsonObject body =
          node == null
              ? Json.createObjectBuilder().add("name", name).build()
              : Json.createObjectBuilder().add("node", node).build();
      JsonObject answer =
          admin.call("POST", "api/pending-nodes/" + pending.getString("id") + "/adopt", body);
      node = answer.getString("id", null);
    }
    return node;
  }
}
