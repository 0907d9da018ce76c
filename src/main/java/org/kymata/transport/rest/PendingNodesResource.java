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

/** {@code /api/pending-nodes}: senders without a token that wait for a decision. */
@Path("pending-nodes")
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

  /**
   * Pending nodes, pages, rejected senders, blocked addresses, and the ports for nodes without a
   * token.
   */
  @GET
  public String list() {
    return NodesResource.jsonObject(
        json -> {
          json.write("adoption", adoption.isAutomatic() ? "auto" : "manual");
          json.writeStartArray("pendingNodes");
          adoption
              .pendingNodes()
              .forEach(
                  pending -> {
                    json.writeStartObject();
                    PendingNodeJson.writeMembers(json, pending);
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
          write(json, "rejected", AdoptedSender::isRejected);
        });
  }

  private void write(JsonGenerator json, String name, Predicate<AdoptedSender> selected) {
    PendingNodeJson.writeSenders(
        json,
        name,
        adoptedSenders
            .all()
            .filter(selected)
            .sorted(Comparator.comparingLong(AdoptedSender::created).reversed())
            .toList());
  }

  /** Adopts a pending node: as a new node with a name, as an existing node, or as a page. */
  @POST
  @Path("{id}/adopt")
  public String adopt(
      @PathParam("id") String id, InputStream body, @Context SecurityContext security)
      throws IOException {
    JsonObject input = RequestBody.readObject(body);
    Optional<String> name = RequestBody.text(input, "name");
    Optional<String> node = RequestBody.text(input, "node");
    if (name.isPresent() && node.isPresent()) {
      throw DomainException.badInput(
          "send either name, for a new node, or node, for an existing one");
    }
    Binding binding =
        node.isPresent()
            ? adoption.adoptAsExisting(id, nodes.require(node.get()).id())
            : adoption.adopt(id, name.orElse(null));
    audit.log(
        NodesResource.actorName(security),
        "adopt",
        binding.node(),
        binding.isPage() ? "page" : null);
    return binding.isPage()
        ? NodesResource.jsonObject(json -> json.write("page", true))
        : nodesResource.get(binding.node().value());
  }

  /** Rejects: the sender's messages are ignored from now on. */
  @POST
  @Path("{id}/reject")
  public void reject(@PathParam("id") String id, @Context SecurityContext security) {
    audit.log(NodesResource.actorName(security), "reject", null, describe(adoption.reject(id)));
  }

  /** Blocks the address: all connections and messages from there are dropped. */
  @POST
  @Path("{id}/block")
  public void block(@PathParam("id") String id, @Context SecurityContext security) {
    audit.log(NodesResource.actorName(security), "block", null, adoption.block(id).address());
  }

  /** Unblocks an address. */
  @DELETE
  @Path("blocked/{address}")
  public void unblock(@PathParam("address") String address, @Context SecurityContext security) {
    adoption.unblock(address);
    audit.log(NodesResource.actorName(security), "unblock", null, address);
  }

  /** Takes a decision on a sender back: it may become a pending node again. */
  @DELETE
  @Path("senders/{id}")
  public void undo(@PathParam("id") String id, @Context SecurityContext security) {
    AdoptedSender revoked = adoption.revoke(id);
    audit.log(
        NodesResource.actorName(security),
        "forget",
        revoked.isRejected() ? null : revoked.binding().node(),
        describe(revoked.sender()));
  }

  private static String describe(Sender sender) {
    return (sender.transport().wireName() + " " + sender.address() + " " + sender.name()).strip();
  }
}
