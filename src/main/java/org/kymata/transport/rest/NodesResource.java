package org.kymata.transport.rest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.stream.JsonGenerator;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.kymata.commands.Capabilities;
import org.kymata.json.JsonNumbers;
import org.kymata.json.JsonProviders;
import org.kymata.nodes.AdoptedSender;
import org.kymata.nodes.AdoptedSenders;
import org.kymata.nodes.Node;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.NodeJson;
import org.kymata.nodes.NodeKeys;
import org.kymata.nodes.Nodes;
import org.kymata.nodes.PendingNodeJson;
import org.kymata.nodes.SequenceGaps;
import org.kymata.nodes.StatusTracker;
import org.kymata.readings.Reading;
import org.kymata.readings.Series;
import org.kymata.readings.SeriesCatalog;
import org.kymata.security.AuditLog;
import org.kymata.security.RequiredAccess;
import org.kymata.security.RequiresAccess;

/** {@code /api/nodes}: the registry of nodes. */
@Path("nodes")
@ApplicationScoped
@RequiresAccess(RequiredAccess.OPERATOR)
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
public class NodesResource {

  @Inject private Nodes nodes;
  @Inject private NodeKeys keys;
  @Inject private StatusTracker statusTracker;
  @Inject private SequenceGaps gaps;
  @Inject private SeriesCatalog catalog;
  @Inject private AdoptedSenders adoptedSenders;
  @Inject private PendingNodesResource pendingNodes;
  @Inject private Capabilities actions;
  @Inject private AuditLog audit;

  /** All nodes with their latest readings. */
  @GET
  @RequiresAccess(RequiredAccess.SIGNED_IN)
  public String list() {
    Map<NodeId, List<AdoptedSender>> senders = adoptedSenders.byNode();
    return jsonObject(
        json -> {
          json.writeStartArray("nodes");
          for (Node node : nodes.list()) {
            json.writeStartObject();
            write(json, node);
            PendingNodeJson.writeSenders(json, senders.getOrDefault(node.id(), List.of()));
            json.writeEnd();
          }
          json.writeEnd();
        });
  }

  /** One node with its latest readings. */
  @GET
  @Path("{id}")
  @RequiresAccess(RequiredAccess.SIGNED_IN)
  public String get(@PathParam("id") String id) {
    return nodeJson(nodes.require(id));
  }

  private String nodeJson(Node node) {
    return jsonObject(
        json -> {
          write(json, node);
          PendingNodeJson.writeSenders(json, adoptedSenders.ofNode(node.id()));
        });
  }

  /** Creates a node; only this answer holds its token. */
  @POST
  public Response create(InputStream body, @Context SecurityContext security) throws IOException {
    JsonObject input = RequestBody.readObject(body);
    Nodes.WithToken made = nodes.create(RequestBody.requireText(input, "name"));
    audit.log(actorName(security), "create", made.node().id(), made.node().name());
    String answer =
        jsonObject(
            json -> {
              write(json, made.node());
              json.write("token", made.token());
            });
    return Response.status(Response.Status.CREATED)
        .header("Location", "nodes/" + made.node().id())
        .entity(answer)
        .build();
  }

  /** Renames a node. */
  @PATCH
  @Path("{id}")
  public String rename(
      @PathParam("id") String id, InputStream body, @Context SecurityContext security)
      throws IOException {
    JsonObject input = RequestBody.readObject(body);
    Node previous = nodes.require(id);
    Node renamed = nodes.rename(previous.id(), RequestBody.requireText(input, "name"));
    audit.log(
        actorName(security), "rename", renamed.id(), previous.name() + " → " + renamed.name());
    return nodeJson(renamed);
  }

  /** Deletes a node. */
  @DELETE
  @Path("{id}")
  public void delete(@PathParam("id") String id, @Context SecurityContext security) {
    Node deleted = nodes.require(id);
    nodes.delete(deleted.id());
    audit.logForNode(actorName(security), "delete", deleted, null);
  }

  /** Creates a new token; the old one stops working at once. */
  @POST
  @Path("{id}/token")
  public String renewToken(@PathParam("id") String id, @Context SecurityContext security) {
    Nodes.WithToken renewed = nodes.renewToken(nodes.require(id).id());
    audit.log(actorName(security), "token", renewed.node().id(), null);
    return jsonObject(json -> json.write("token", renewed.token()));
  }

  /** Creates a key, for a node without a token; the old one stops working at once. */
  @POST
  @Path("{id}/key")
  public String renewKey(@PathParam("id") String id, @Context SecurityContext security) {
    NodeId node = nodes.require(id).id();
    String key = keys.renew(node);
    audit.log(actorName(security), "node-key", node, "made");
    return jsonObject(json -> json.write("key", key));
  }

  /** Removes the key: the node is identified by its address again. */
  @DELETE
  @Path("{id}/key")
  public void removeKey(@PathParam("id") String id, @Context SecurityContext security) {
    NodeId node = nodes.require(id).id();
    keys.remove(node);
    audit.log(actorName(security), "node-key", node, "removed");
  }

  /** The same as {@code POST /api/pending-nodes/{id}/adopt}. */
  @POST
  @Path("{id}/adopt")
  public String adopt(
      @PathParam("id") String pendingNodeId, InputStream body, @Context SecurityContext security)
      throws IOException {
    return pendingNodes.adopt(pendingNodeId, body, security);
  }

  /** The same as {@code POST /api/pending-nodes/{id}/reject}. */
  @POST
  @Path("{id}/reject")
  public void reject(@PathParam("id") String pendingNodeId, @Context SecurityContext security) {
    pendingNodes.reject(pendingNodeId, security);
  }

  private void write(JsonGenerator json, Node node) {
    NodeJson.writeMembers(json, node, statusTracker.of(node.id()));
    keys.writeMembers(json, node.id());
    gaps.of(node.id()).writeMembers(json);
    actions.writeMember(json, node.id());
    json.writeStartArray("metrics");
    for (Series series : catalog.list(node.id())) {
      Reading newest = series.newest();
      json.writeStartObject().write("metric", series.metric());
      if (series.unit() != null) {
        json.write("unit", series.unit());
      }
      if (series.isText()) {
        json.write("kind", "text").write("value", newest.text());
      } else {
        json.write("kind", "number").writeKey("value");
        JsonNumbers.write(json, newest.number());
      }
      json.write("time", newest.timeMillis()).writeEnd();
    }
    json.writeEnd();
  }

  static String actorName(SecurityContext security) {
    return security.getUserPrincipal().getName();
  }

  static String jsonObject(Consumer<JsonGenerator> members) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JsonProviders.PROVIDER.createGenerator(text)) {
      json.writeStartObject();
      members.accept(json);
      json.writeEnd();
    }
    return text.toString();
  }
}
