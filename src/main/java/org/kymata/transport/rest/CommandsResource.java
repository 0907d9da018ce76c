package org.kymata.transport.rest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.kymata.commands.Action;
import org.kymata.commands.ActionsJson;
import org.kymata.commands.CommandDispatcher;
import org.kymata.commands.CommandJson;
import org.kymata.commands.CommandService;
import org.kymata.errors.DomainException;
import org.kymata.errors.DomainException.Kind;
import org.kymata.errors.Futures;
import org.kymata.messages.MessageLog;
import org.kymata.nodes.Node;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.Nodes;
import org.kymata.nodes.TokenRevoked;
import org.kymata.nodes.Transport;
import org.kymata.security.Caller;
import org.kymata.security.CallerRevalidator;
import org.kymata.security.RequiredAccess;
import org.kymata.security.RequiresAccess;

/** {@code /api/commands}: the state of commands; nodes fetch and acknowledge theirs here. */
@Path("commands")
@ApplicationScoped
@RequiresAccess(RequiredAccess.NODE)
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
public class CommandsResource {

  private static final int MAX_WAIT_SECONDS = 60;

  @Inject private Nodes nodes;
  @Inject private CommandService commands;
  @Inject private CommandDispatcher dispatcher;
  @Inject private LongPollRegistry longPolls;
  @Inject private CallerRevalidator callers;
  @Inject private MessageLog messageLog;

  /** One command and its state. */
  @GET
  @Path("{id}")
  @RequiresAccess(RequiredAccess.SIGNED_IN)
  public String get(@PathParam("id") String id) {
    return CommandJson.text(commands.require(id));
  }

  /** Long poll of a node: its next command, or 204 when none came in time. */
  @GET
  @Path("next")
  public void next(
      @QueryParam("wait") @DefaultValue("25") String wait,
      @Context SecurityContext security,
      @Suspended AsyncResponse response) {
    NodeId node = callingNode(security);
    if (!wait.matches("[0-9]{1,2}") || Integer.parseInt(wait) > MAX_WAIT_SECONDS) {
      throw DomainException.badInput(
          "wait must be a whole number of seconds from 0 to " + MAX_WAIT_SECONDS);
    }
    longPolls.start(node, response, Integer.parseInt(wait));
    if (!callers.isCurrent(security.getUserPrincipal())) {
      // The token was revoked after the access filter ran, before this poll was registered.
      longPolls.failRevoked(new TokenRevoked(node));
    }
  }

  /** Rejects HEAD, which would fetch a command and drop it. */
  @HEAD
  @Path("next")
  public void rejectHead() {
    throw new NotAllowedException("GET");
  }

  /**
   * A node without a socket declares its actions; the answer holds the hub's time and the node's
   * name.
   */
  @POST
  @Path("hello")
  public String hello(InputStream body, @Context SecurityContext security) throws IOException {
    NodeId node = callingNode(security);
    JsonObject request = RequestBody.readObject(body);
    List<Action> actions = ActionsJson.read(request.get("actions"));
    messageLog.received(node, Transport.REST, request.toString(), "hello", null);
    dispatcher.declareCapabilities(node, actions);
    String name = nodes.byId(node).map(Node::name).orElse("");
    return NodesResource.jsonObject(
        json ->
            json.write("time", System.currentTimeMillis())
                .write("node", node.value())
                .write("name", name));
  }

  /** A node acknowledges a command; answers when that is on disk. */
  @POST
  @Path("{id}/ack")
  public void ack(@PathParam("id") String id, InputStream body, @Context SecurityContext security)
      throws IOException {
    NodeId node = callingNode(security);
    JsonObject request = RequestBody.readObject(body);
    boolean done =
        RequestBody.bool(request, "done")
            .orElseThrow(() -> DomainException.badInput("done is missing; it is true or false"));
    String reason = RequestBody.text(request, "reason").orElse(null);
    messageLog.received(node, Transport.REST, request.toString(), "ack " + id + " " + done, null);
    Futures.await(dispatcher.acknowledge(node, id, done, reason));
  }

  private static NodeId callingNode(SecurityContext security) {
    if (security.getUserPrincipal() instanceof Caller.Node node) {
      return node.id();
    }
    throw new DomainException(Kind.FORBIDDEN, "only a node with its token may call this");
  }
}
