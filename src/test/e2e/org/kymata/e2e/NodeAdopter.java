package org.kymata.e2e;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.util.List;

/** The waiting list of a hub in the hands of its admin. */
record NodeAdopter(ApiClient admin) {

  List<JsonObject> pendingNodes() {
    return admin.get("api/knocks").getJsonArray("knocks").getValuesAs(JsonObject.class);
  }

  /** Those of a door and an address. */
  List<JsonObject> pendingNodes(String door, String address) {
    return pendingNodes().stream()
        .filter(knock -> knock.getString("door").equals(door))
        .filter(knock -> knock.getString("address").equals(address))
        .toList();
  }

  /**
   * Waits until so many senders of a door and an address knocked, and adopts all of them as one new
   * node.
   *
   * @return the node's id; null when they are pages
   */
  String adopt(String door, String address, int senders, String name) {
    Timeouts.until(
        senders + " knocks of " + address, () -> pendingNodes(door, address).size() == senders);
    String node = null;
    for (JsonObject knock : pendingNodes(door, address)) {
      JsonObject as =
          node == null
              ? Json.createObjectBuilder().add("name", name).build()
              : Json.createObjectBuilder().add("node", node).build();
      JsonObject answer = admin.call("POST", "api/knocks/" + knock.getString("id") + "/adopt", as);
      node = answer.getString("id", null);
    }
    return node;
  }
}
