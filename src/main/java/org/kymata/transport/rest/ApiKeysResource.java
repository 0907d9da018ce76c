package org.kymata.transport.rest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonGenerator;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
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
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.kymata.errors.DomainException;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.Nodes;
import org.kymata.security.ApiKey;
import org.kymata.security.ApiKeyScope;
import org.kymata.security.ApiKeys;
import org.kymata.security.Caller;
import org.kymata.security.ClientAddress;
import org.kymata.security.RequiredAccess;
import org.kymata.security.RequiresAccess;
import org.kymata.security.Role;
import org.kymata.text.Texts;

/**
 * {@code /api/keys}: the API keys with which a user's programs read and send readings. Admins see
 * all keys.
 */
@Path("keys")
@ApplicationScoped
@RequiresAccess(RequiredAccess.SIGNED_IN)
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
public class ApiKeysResource {

  private static final int DEFAULT_DAYS = 365;
  private static final int MAX_DAYS = 3_650;

  @Inject private ApiKeys keys;
  @Inject private Nodes nodes;

  /** The caller's keys; all keys for an admin. */
  @GET
  public String list(@Context SecurityContext security) {
    Caller.User user = user(security);
    List<ApiKey> seen = user.role().includes(Role.ADMIN) ? keys.list() : keys.ofOwner(user);
    return NodesResource.jsonObject(
        json -> {
          json.writeStartArray("keys");
          for (ApiKey key : seen) {
            json.writeStartObject();
            write(json, key);
            json.writeEnd();
          }
          json.writeEnd();
        });
  }

  private static Caller.User user(SecurityContext security) {
    return (Caller.User) security.getUserPrincipal();
  }

  private static void write(JsonGenerator json, ApiKey key) {
    json.write("id", key.id())
        .write("name", key.name())
        .write("account", key.account())
        .write("scope", key.scope().canWriteReadings() ? "write" : "read")
        .write("created", key.created());
    key.scope()
        .nodes()
        .ifPresent(
            chosen -> {
              json.writeStartArray("nodes");
              chosen.stream().map(NodeId::value).sorted().forEach(json::write);
              json.writeEnd();
            });
    key.scope().expiresMillis().ifPresent(millis -> json.write("expires", millis));
    if (key.isExpired()) {
      json.write("expired", true);
    }
    key.lastUsedMillis().ifPresent(millis -> json.write("lastUsed", millis));
  }

  /** Creates a key; only this answer holds its secret. */
  @POST
  public Response create(
      InputStream body, @Context SecurityContext security, @Context HttpServletRequest request)
      throws IOException {
    JsonObject input = RequestBody.readObject(body);
    String name = RequestBody.requireText(input, "name");
    ApiKeys.WithSecret made =
        keys.create(user(security), ClientAddress.of(request), name, scope(input));
    String answer =
        NodesResource.jsonObject(
            json -> {
              write(json, made.key());
              json.write("key", made.secret());
            });
    return Response.status(Response.Status.CREATED)
        .header("Location", "keys/" + made.key().id())
        .entity(answer)
        .build();
  }

  private ApiKeyScope scope(JsonObject input) {
    String scope = RequestBody.text(input, "scope").orElse("read");
    if (!scope.equals("read") && !scope.equals("write")) {
      throw DomainException.badInput(
          "scope is \"" + Texts.forDisplay(scope) + "\", but must be read or write");
    }
    return new ApiKeyScope(scope.equals("write"), nodes(input.get("nodes")), expires(input));
  }

  private Optional<Set<NodeId>> nodes(JsonValue input) {
    if (input == null || input == JsonValue.NULL) {
      return Optional.empty();
    }
    if (!(input instanceof JsonArray array)
        || array.isEmpty()
        || array.size() > ApiKeys.MAX_NODES
        || !array.stream().allMatch(JsonString.class::isInstance)) {
      throw DomainException.badInput(
          "nodes must be an array of 1 to "
              + ApiKeys.MAX_NODES
              + " ids or names of nodes; leave it out for all");
    }
    Set<NodeId> chosen = new HashSet<>();
    array.getValuesAs(JsonString::getString).forEach(node -> chosen.add(nodes.require(node).id()));
    return Optional.of(chosen);
  }

  private static OptionalLong expires(JsonObject input) {
    JsonValue days = input.getOrDefault("days", JsonValue.NULL);
    // Compared as text: a number such as 1e999999999 must not be expanded.
    String text =
        days == JsonValue.NULL
            ? String.valueOf(DEFAULT_DAYS)
            : days instanceof JsonNumber ? days.toString() : "";
    if (!text.matches("[0-9]{1,4}") || Integer.parseInt(text) > MAX_DAYS) {
      throw DomainException.badInput(
          "days must be a whole number from 1 to "
              + MAX_DAYS
              + ", after which the key expires, or 0 for never");
    }
    int count = Integer.parseInt(text);
    return count == 0
        ? OptionalLong.empty()
        : OptionalLong.of(System.currentTimeMillis() + Duration.ofDays(count).toMillis());
  }

  /** Removes one of the caller's keys; an admin removes any key. */
  @DELETE
  @Path("{id}")
  public void remove(
      @PathParam("id") String id,
      @Context SecurityContext security,
      @Context HttpServletRequest request) {
    keys.remove(user(security), ClientAddress.of(request), id);
  }
}
