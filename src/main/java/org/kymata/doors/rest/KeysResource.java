package org.kymata.doors.rest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
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
import java.util.List;
import org.kymata.access.ApiKey;
import org.kymata.access.ApiKeys;
import org.kymata.access.Caller;
import org.kymata.access.ClientAddress;
import org.kymata.access.Owner;
import org.kymata.access.RequiresAccess;
import org.kymata.access.Role;

/** {@code /api/keys}: the keys with which one's own programs read. Admins see everybody's. */
@Path("keys")
@ApplicationScoped
@RequiresAccess(Owner.SIGNED_IN)
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
public class KeysResource {

  @Inject private ApiKeys keys;

  /** One's own keys; for an admin those of everybody. */
  @GET
  public String list(@Context SecurityContext security) {
    Caller.User user = user(security);
    List<ApiKey> seen = user.role().includes(Role.ADMIN) ? keys.list() : keys.of(user);
    return NodesResource.object(
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
        .write("created", key.created());
    key.lastUsedMillis().ifPresent(millis -> json.write("lastUsed", millis));
  }

  /** Makes a key; the answer holds its secret, this once. */
  @POST
  public Response create(
      InputStream body, @Context SecurityContext security, @Context HttpServletRequest request)
      throws IOException {
    String name = Bodies.requireText(Bodies.object(body), "name");
    ApiKeys.WithSecret made = keys.create(user(security), ClientAddress.of(request), name);
    String answer =
        NodesResource.object(
            json -> {
              write(json, made.key());
              json.write("key", made.secret());
            });
    return Response.status(Response.Status.CREATED)
        .header("Location", "keys/" + made.key().id())
        .entity(answer)
        .build();
  }

  /** Removes a key of one's own; an admin removes anybody's. */
  @DELETE
  @Path("{id}")
  public void remove(
      @PathParam("id") String id,
      @Context SecurityContext security,
      @Context HttpServletRequest request) {
    keys.remove(user(security), ClientAddress.of(request), id);
  }
}
