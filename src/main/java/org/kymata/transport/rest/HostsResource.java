package org.kymata.transport.rest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonGenerator;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import org.kymata.errors.DomainException;
import org.kymata.hostmetrics.HostSnapshot;
import org.kymata.hostmetrics.HostSnapshotJson;
import org.kymata.hostmetrics.LatestSnapshots;
import org.kymata.hosts.Host;
import org.kymata.hosts.HostAddress;
import org.kymata.hosts.HostStateJson;
import org.kymata.hosts.HostSummary;
import org.kymata.hosts.Hosts;
import org.kymata.hosts.agent.OutboundConnections;
import org.kymata.nodes.Node;
import org.kymata.nodes.Nodes;
import org.kymata.security.AuditLog;
import org.kymata.security.Caller;
import org.kymata.security.RequiredAccess;
import org.kymata.security.RequiresAccess;
import org.kymata.security.Role;

/** {@code /api/hosts}: the watched hosts. */
@Path("hosts")
@ApplicationScoped
@RequiresAccess(RequiredAccess.OPERATOR)
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
public class HostsResource {

  private static final int MAX_KEY = 256;

  @Inject private OutboundConnections calls;
  @Inject private Hosts hosts;
  @Inject private LatestSnapshots latest;
  @Inject private Nodes nodes;
  @Inject private AuditLog audit;

  /** All hosts, each with the metrics that a list shows. */
  @GET
  @RequiresAccess(RequiredAccess.SIGNED_IN)
  public String list(@Context SecurityContext security) {
    boolean operator = isOperator(security);
    return NodesResource.jsonObject(
        json -> {
          json.writeStartArray("hosts");
          for (Host host : hosts.list()) {
            json.writeStartObject();
            write(json, host, HostSummary::of, operator);
            json.writeEnd();
          }
          json.writeEnd();
        });
  }

  /** One host with its complete snapshot. */
  @GET
  @Path("{id}")
  @RequiresAccess(RequiredAccess.SIGNED_IN)
  public String get(@PathParam("id") String id, @Context SecurityContext security) {
    return hostJson(hosts.require(id), isOperator(security));
  }

  private static boolean isOperator(SecurityContext security) {
    return security.getUserPrincipal() instanceof Caller.User user
        && user.role().includes(Role.OPERATOR);
  }

  /** Connects to an agent; answers when that has succeeded or failed, within 6 s. */
  @POST
  public void connect(
      InputStream body, @Context SecurityContext security, @Suspended AsyncResponse response)
      throws IOException {
    JsonObject input = RequestBody.readObject(body);
    HostAddress address = HostAddress.parse(RequestBody.requireText(input, "address"));
    String name = RequestBody.text(input, "name").orElse(null);
    String key = key(RequestBody.text(input, "key").orElse(""));
    String by = NodesResource.actorName(security);
    // Asynchronous, so that no thread waits for the connection.
    calls
        .addHost(address, name, key)
        .whenComplete(
            (host, fault) -> AsyncResponses.resume(response, fault, () -> connected(host, by)));
  }

  private Response connected(Host host, String by) {
    audit.log(by, "connect", host.id(), host.address());
    return Response.status(Response.Status.CREATED)
        .header("Location", "hosts/" + host.id())
        .entity(hostJson(host))
        .build();
  }

  private static String key(String given) {
    if (given.length() > MAX_KEY || given.chars().anyMatch(Character::isISOControl)) {
      throw DomainException.badInput("key may have at most " + MAX_KEY + " characters");
    }
    return given.isEmpty() ? null : given;
  }

  /** Pauses monitoring of a host: its agent samples no more. */
  @POST
  @Path("{id}/stop")
  public String stop(@PathParam("id") String id, @Context SecurityContext security) {
    return setRunning(id, false, "stop", security);
  }

  /** Resumes monitoring of a host. */
  @POST
  @Path("{id}/start")
  public String start(@PathParam("id") String id, @Context SecurityContext security) {
    return setRunning(id, true, "start", security);
  }

  private String setRunning(String id, boolean running, String what, SecurityContext security) {
    Host host = hosts.setRunning(hosts.require(id).id(), running);
    audit.log(NodesResource.actorName(security), what, host.id(), null);
    return hostJson(host);
  }

  /** Changes the interval, the name, or both. */
  @PATCH
  @Path("{id}")
  public String change(
      @PathParam("id") String id, InputStream body, @Context SecurityContext security)
      throws IOException {
    Host host = hosts.require(id);
    JsonObject input = RequestBody.readObject(body);
    OptionalInt interval = interval(input.get("intervalMillis"));
    Optional<String> name = RequestBody.text(input, "name");
    if (interval.isEmpty() && name.isEmpty()) {
      throw DomainException.badInput("say what to change: intervalMillis or name");
    }
    String by = NodesResource.actorName(security);
    if (interval.isPresent()) {
      int previous = host.intervalMillis();
      host = hosts.setInterval(host.id(), interval.getAsInt());
      audit.log(by, "interval", host.id(), previous + " → " + interval.getAsInt() + " ms");
    }
    if (name.isPresent()) {
      String previous = nodes.require(host.id().value()).name();
      nodes.rename(host.id(), name.get());
      audit.log(by, "rename", host.id(), previous + " → " + name.get());
    }
    return hostJson(host);
  }

  private static OptionalInt interval(JsonValue value) {
    if (value == null || value == JsonValue.NULL) {
      return OptionalInt.empty();
    }
    // Compared as text: a number such as 1e999999999 must not be expanded.
    String text = value instanceof JsonNumber ? value.toString() : "";
    if (!text.matches("[0-9]{1,6}")) {
      throw DomainException.badInput(
          "intervalMillis must be a whole number from "
              + Host.MIN_INTERVAL
              + " to "
              + Host.MAX_INTERVAL);
    }
    return OptionalInt.of(Integer.parseInt(text));
  }

  /** Stops watching a host; its node and history stay. */
  @DELETE
  @Path("{id}")
  public void delete(@PathParam("id") String id, @Context SecurityContext security) {
    Host host = hosts.require(id);
    hosts.remove(host.id());
    audit.log(NodesResource.actorName(security), "delete", host.id(), "host " + host.address());
  }

  // Sets the address: every change here needs an operator.
  private String hostJson(Host host) {
    return hostJson(host, true);
  }

  private String hostJson(Host host, boolean isOperator) {
    return NodesResource.jsonObject(
        json -> write(json, host, UnaryOperator.identity(), isOperator));
  }

  private void write(
      JsonGenerator json, Host host, UnaryOperator<HostSnapshot> part, boolean isOperator) {
    String name = nodes.byId(host.id()).map(Node::name).orElse("");
    HostStateJson.writeMembers(json, host, name, isOperator);
    latest
        .of(host.id())
        .ifPresent(
            snapshot -> {
              json.writeStartObject("picture");
              HostSnapshotJson.writeSnapshot(json, host.id(), part.apply(snapshot));
              json.writeEnd();
            });
  }
}
