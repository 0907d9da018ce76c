package org.kymata.transport.rest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.stream.JsonGenerator;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.kymata.messages.LoggedMessage;
import org.kymata.messages.MessageLog;
import org.kymata.nodes.Nodes;
import org.kymata.security.RequiredAccess;
import org.kymata.security.RequiresAccess;

/** {@code /api/nodes/{id}/messages}: a node's latest messages. */
@Path("nodes/{id}/messages")
@ApplicationScoped
@RequiresAccess(RequiredAccess.OPERATOR)
@Produces(MediaType.APPLICATION_JSON)
public class MessagesResource {

  @Inject private Nodes nodes;
  @Inject private MessageLog messageLog;

  /** The messages, newest last. */
  @GET
  public String get(@PathParam("id") String id) {
    MessageLog.View view = messageLog.view(nodes.require(id).id());
    return NodesResource.jsonObject(
        json -> {
          json.writeStartArray("frames");
          view.messages().forEach(frame -> write(json, frame));
          json.writeEnd().write("paused", view.paused());
        });
  }

  private static void write(JsonGenerator json, LoggedMessage frame) {
    json.writeStartObject()
        .write("time", frame.timeMillis())
        .write("direction", frame.fromNode() ? "in" : "out")
        .write("door", frame.transport().wireName())
        .write("raw", frame.raw())
        .write("decoded", frame.decoded());
    if (frame.error() != null) {
      json.write("fault", frame.error());
    }
    json.writeEnd();
  }
}
