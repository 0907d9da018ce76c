package org.kymata.transport.rest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.io.InputStream;
import org.kymata.commands.Command;
import org.kymata.commands.CommandJson;
import org.kymata.commands.CommandRequestJson;
import org.kymata.commands.CommandService;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.Nodes;
import org.kymata.security.RequiredAccess;
import org.kymata.security.RequiresAccess;

/** {@code /api/nodes/{id}/commands}: the commands that users send to a node. */
@Path("nodes/{node}/commands")
@ApplicationScoped
@RequiresAccess(RequiredAccess.OPERATOR)
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
public class NodeCommandsResource {

  private static final int MAX_LIST = 1_000;

  @Inject private Nodes nodes;
  @Inject private CommandService commands;

  /** Submits a command; answers when it is on disk, before it is sent. */
  @POST
  public Response order(
      @PathParam("node") String node, InputStream body, @Context SecurityContext security)
      throws IOException {
    JsonObject input = RequestBody.readObject(body);
    NodeId id = nodes.require(node).id();
    Command command =
        commands.submitAndWait(
            id, CommandRequestJson.read(input), NodesResource.actorName(security));
    return Response.accepted(CommandJson.text(command)).build();
  }

  /** The latest commands of a node, newest first. */
  @GET
  @RequiresAccess(RequiredAccess.SIGNED_IN)
  public String list(
      @PathParam("node") String node, @QueryParam("limit") @DefaultValue("50") String limit) {
    NodeId id = nodes.require(node).id();
    int max = RequestBody.parseLimit(limit, MAX_LIST);
    return NodesResource.jsonObject(
        json -> {
          json.writeStartArray("commands");
          for (Command command : commands.list(id, max)) {
            json.writeStartObject();
            CommandJson.writeMembers(json, command);
            json.writeEnd();
          }
          json.writeEnd();
        });
  }
}
