package org.kymata.transport.rest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.stream.JsonGenerator;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.io.InputStream;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Predicate;
import org.kymata.config.Settings;
import org.kymata.errors.DomainException;
import org.kymata.nodes.AdoptedSender;
import org.kymata.nodes.AdoptedSenders;
import org.kymata.nodes.Adoption;
import org.kymata.nodes.Binding;
import org.kymata.nodes.NodeKeys;
import org.kymata.nodes.Nodes;
import org.kymata.nodes.PendingNodeJson;
import org.kymata.nodes.Sender;
import org.kymata.security.AuditLog;
import org.kymata.security.RequiredAccess;
import org.kymata.security.RequiresAccess;

/** {@code /api/knocks}: the waiting list of senders without a token. */
@Path("knocks")
@ApplicationScoped
@RequiresAccess(RequiredAccess.OPERATOR)
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
public class PendingNodesResource {

  @Inject private Adoption adoption;
  @Inject private AdoptedSenders adoptedSenders;
  @Inject private NodeKeys keys;
  @Inject private Nodes nodes;
  @Inject private NodesResource nodesResource;
  @Inject private AuditLog audit;
  @Inject private Settings settings;

  /** Who waits, who was decided on without becoming a node, and where else one may knock. */
  @GET
  public String list() {
    return NodesResource.jsonObject(
        json -> {
          json.write("adoption", adoption.isAutomatic() ? "auto" : "manual");
          json.writeStartArray("knocks");
          adoption
              .pendingNodes()
              .forEach(
                  knock -> {
                    json.writeStartObject();
                    PendingNodeJson.writeMembers(json, knock);
                    json.writeEnd();
                  });
          json.writeEnd();
          json.writeStartArray("blocked");
          adoptedSenders.blocked().forEach(json::write);
          json.writeEnd();
          json.writeStartObject("ports")
              .write("node", settings.nodePort())
              .write("tcp", settings.tcpPort())
              .writeEnd();
          keys.writeUnknown(json);
          write(json, "pages", AdoptedSender::isPage);
          write(json, "refused", AdoptedSender::isRejected);
        });
  }

  private void write(JsonGenerator json, String name, Predicate<AdoptedSender> wanted) {
    PendingNodeJson.writeSenders(
        json,
        name,
        adoptedSenders
            .all()
            .filter(wanted)
            .sorted(Comparator.comparingLong(AdoptedSender::created).reversed())
            .toList());
  }

  /** Adopts: as a new node of a name, as a node that is there, or, a page's knock, as a page. */
  @POST
  @Path("{id}/adopt")
  public String adopt(
      @PathParam("id") String id, InputStream body, @Context SecurityContext security)
      throws IOException {
    JsonObject asked = RequestBody.readObject(body);
    Optional<String> name = RequestBody.text(asked, "name");
    Optional<String> node = RequestBody.text(asked, "node");
    if (name.isPresent() && node.isPresent()) {
      throw DomainException.badInput("name makes a new node and node names an old one: send one");
    }
    Binding as =
        node.isPresent()
            ? adoption.adoptAsExisting(id, nodes.require(node.get()).id())
            : adoption.adopt(id, name.orElse(null));
    audit.log(NodesResource.actorName(security), "adopt", as.node(), as.isPage() ? "page" : null);
    return as.isPage()
        ? NodesResource.jsonObject(json -> json.write("page", true))
        : nodesResource.get(as.node().value());
  }

  /** Refuses: the sender is let alone from now on. */
  @POST
  @Path("{id}/refuse")
  public void reject(@PathParam("id") String id, @Context SecurityContext security) {
    audit.log(NodesResource.actorName(security), "refuse", null, describe(adoption.reject(id)));
  }

  /** Blocks the address: whatever comes from there is dropped. */
  @POST
  @Path("{id}/block")
  public void block(@PathParam("id") String id, @Context SecurityContext security) {
    audit.log(NodesResource.actorName(security), "block", null, adoption.block(id).address());
  }

  /** Lets an address speak again. */
  @DELETE
  @Path("blocked/{address}")
  public void unblock(@PathParam("address") String address, @Context SecurityContext security) {
    adoption.unblock(address);
    audit.log(NodesResource.actorName(security), "unblock", null, address);
  }

  /** Takes back what was decided on a sender: it may knock again. */
  @DELETE
  @Path("senders/{id}")
  public void undo(@PathParam("id") String id, @Context SecurityContext security) {
    AdoptedSender gone = adoption.revoke(id);
    audit.log(
        NodesResource.actorName(security),
        "forget",
        gone.isRejected() ? null : gone.binding().node(),
        describe(gone.sender()));
  }

  private static String describe(Sender sender) {
    return (sender.transport().wireName() + " " + sender.address() + " " + sender.name()).strip();
  }
}
