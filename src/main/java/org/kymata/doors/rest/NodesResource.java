package org.kymata.doors.rest;

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
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.util.function.Consumer;
import org.kymata.nodes.GapBook;
import org.kymata.nodes.Node;
import org.kymata.nodes.NodeJson;
import org.kymata.nodes.Nodes;
import org.kymata.nodes.PresenceBook;
import org.kymata.platform.Jsons;
import org.kymata.platform.Numbers;
import org.kymata.readings.Reading;
import org.kymata.readings.Series;
import org.kymata.readings.SeriesCatalog;

/** {@code /api/nodes}: the registry of nodes. */
@Path("nodes")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
public class NodesResource {

  @Inject private Nodes nodes;
  @Inject private PresenceBook presence;
  @Inject private GapBook gaps;
  @Inject private SeriesCatalog catalog;

  /** All nodes with their newest readings. */
  @GET
  public String list() {
    return object(
        json -> {
          json.writeStartArray("nodes");
          for (Node node : nodes.list()) {
            json.writeStartObject();
            write(json, node);
            json.writeEnd();
          }
          json.writeEnd();
        });
  }

  /** One node with its newest readings. */
  @GET
  @Path("{id}")
  public String get(@PathParam("id") String id) {
    Node node = nodes.require(id);
    return object(json -> write(json, node));
  }

  /** Makes a node; the answer holds its token, this once. */
  @POST
  public Response create(InputStream body) throws IOException {
    JsonObject asked = Bodies.object(body);
    Nodes.WithToken made = nodes.create(Bodies.requireText(asked, "name"));
    String answer =
        object(
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
  public String rename(@PathParam("id") String id, InputStream body) throws IOException {
    JsonObject asked = Bodies.object(body);
    Node renamed = nodes.rename(nodes.require(id).id(), Bodies.requireText(asked, "name"));
    return object(json -> write(json, renamed));
  }

  /** Forgets a node. */
  @DELETE
  @Path("{id}")
  public void delete(@PathParam("id") String id) {
    nodes.delete(nodes.require(id).id());
  }

  /** Makes a new token; the old one is worth nothing at once. */
  @POST
  @Path("{id}/token")
  public String renewToken(@PathParam("id") String id) {
    Nodes.WithToken renewed = nodes.renewToken(nodes.require(id).id());
    return object(json -> json.write("token", renewed.token()));
  }

  private void write(JsonGenerator json, Node node) {
    NodeJson.writeMembers(json, node, presence.of(node.id()));
    gaps.of(node.id()).writeMembers(json);
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
        Numbers.write(json, newest.number());
      }
      json.write("time", newest.timeMillis()).writeEnd();
    }
    json.writeEnd();
  }

  static String object(Consumer<JsonGenerator> members) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = Jsons.PROVIDER.createGenerator(text)) {
      json.writeStartObject();
      members.accept(json);
      json.writeEnd();
    }
    return text.toString();
  }
}
