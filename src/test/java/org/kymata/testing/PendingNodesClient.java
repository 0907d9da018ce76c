package org.kymata.testing;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** The waiting list of a hub, as an operator sees it. */
public record PendingNodesClient(Hub hub) {

  /** All knocks. */
  public List<JsonObject> pendingNodes() {
    return response().getJsonArray("knocks").getValuesAs(JsonObject.class);
  }

  /** The whole answer. */
  public JsonObject response() {
    HubResponse answer = hub.operator().get("/api/knocks");
    if (answer.status() != 200) {
      throw new AssertionError(answer.toString());
    }
    return answer.json();
  }

  /** Waits for a knock from this address with this name. */
  public JsonObject await(String address, String name) {
    return await(
        knock -> knock.getString("address").equals(address) && knock.getString("name").equals(name),
        address + " " + name);
  }

  private JsonObject await(Predicate<JsonObject> fits, String what) {
    return Awaitility.await(what)
        .until(() -> pendingNodes().stream().filter(fits).findFirst(), Optional::isPresent)
        .orElseThrow();
  }

  /** Whether somebody of this address waits. */
  public boolean has(String address) {
    return pendingNodes().stream().anyMatch(knock -> knock.getString("address").equals(address));
  }

  /** Adopts a knock as a new node and gives the node; as a page when it is one. */
  public JsonObject adopt(JsonObject knock, String name) {
    return require(decide(knock, "adopt", "{\"name\":\"%s\"}".formatted(name)), 200).json();
  }

  /** Decides on a knock: adopt, refuse or block. */
  public HubResponse decide(JsonObject knock, String decision, String body) {
    return hub.operator().post("/api/knocks/" + knock.getString("id") + "/" + decision, body);
  }

  /** The answer, when it has this status. */
  public static HubResponse require(HubResponse answer, int status) {
    if (answer.status() != status) {
      throw new AssertionError("not " + status + ": " + answer);
    }
    return answer;
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
