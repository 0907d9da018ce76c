package org.kymata.testing;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** The pending nodes of a hub, for an operator. */
public record PendingNodesClient(Hub hub) {

  /** All pending nodes. */
  public List<JsonObject> pendingNodes() {
    return response().getJsonArray("pendingNodes").getValuesAs(JsonObject.class);
  }

  /** The complete response. */
  public JsonObject response() {
    HubResponse answer = hub.operator().get("/api/pending-nodes");
    if (answer.status() != 200) {
      throw new AssertionError(answer.toString());
    }
    return answer.json();
  }

  /** Waits for a pending node with this address and name. */
  public JsonObject await(String address, String name) {
    return await(
        pendingNode ->
            pendingNode.getString("address").equals(address)
                && pendingNode.getString("name").equals(name),
        address + " " + name);
  }

  private JsonObject await(Predicate<JsonObject> fits, String what) {
    return Awaitility.await(what)
        .until(() -> pendingNodes().stream().filter(fits).findFirst(), Optional::isPresent)
        .orElseThrow();
  }

  /** Whether a node with this address is pending. */
  public boolean has(String address) {
    return pendingNodes().stream()
        .anyMatch(pendingNode -> pendingNode.getString("address").equals(address));
  }

  /** Adopts a pending node as a new node and returns the node; as a page when it is one. */
  public JsonObject adopt(JsonObject pendingNode, String name) {
    return require(decide(pendingNode, "adopt", "{\"name\":\"%s\"}".formatted(name)), 200).json();
  }

  /** Decides on a pending node: adopt, reject or block. */
  public HubResponse decide(JsonObject pendingNode, String decision, String body) {
    return hub.operator()
        .post("/api/pending-nodes/" + pendingNode.getString("id") + "/" + decision, body);
  }

  /** The response, when it has this status. */
  public static HubResponse require(HubResponse response, int status) {
    if (response.status() != status) {
      throw new AssertionError("not " + status + ": " + response);
    }
    return response;
  }

  /** The series of a node's history. */
  public List<JsonObject> series(String node) {
    JsonArray series =
        require(hub.viewer().get("/api/readings?node=" + node), 200).json().getJsonArray("series");
    return series.getValuesAs(JsonObject.class);
  }

  /** How many readings of a metric a node has. */
  public int count(String node, String metric) {
    return series(node).stream()
        .filter(each -> each.getString("metric").equals(metric))
        .mapToInt(each -> each.getInt("count"))
        .sum();
  }
}
