package org.kymata.doors.rest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import org.kymata.access.Account;
import org.kymata.access.Accounts;
import org.kymata.access.Actor;
import org.kymata.access.Owner;
import org.kymata.access.RequiresAccess;
import org.kymata.access.Role;
import org.kymata.platform.Jsons;

/** {@code /api/accounts}: the people who may sign in. */
@Path("accounts")
@ApplicationScoped
@RequiresAccess(Owner.ADMIN)
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
public class AccountsResource {

  @Inject private Accounts accounts;

  /** All accounts. */
  @GET
  public String list() {
    JsonArrayBuilder list = Jsons.PROVIDER.createArrayBuilder();
    accounts.list().forEach(account -> list.add(json(account)));
    return Jsons.PROVIDER.createObjectBuilder().add("accounts", list).build().toString();
  }

  /** Makes an account. */
  @POST
  public Response create(InputStream body, @Context HttpServletRequest request) throws IOException {
    JsonObject asked = Bodies.object(body);
    Account made =
        accounts.create(
            Actor.of(request),
            Bodies.requireText(asked, "name"),
            Bodies.requireText(asked, "password"),
            Role.of(Bodies.requireText(asked, "role")));
    return Response.status(Response.Status.CREATED).entity(json(made).build().toString()).build();
  }

  /** Changes role, password, or whether it may sign in. */
  @PATCH
  @Path("{id}")
  public String change(
      @PathParam("id") String id, InputStream body, @Context HttpServletRequest request)
      throws IOException {
    JsonObject asked = Bodies.object(body);
    Accounts.Change change =
        new Accounts.Change(
            Bodies.text(asked, "role").map(Role::of),
            Bodies.truth(asked, "disabled"),
            Bodies.text(asked, "password"));
    Account changed = accounts.change(Actor.of(request), Bodies.id(id), change);
    return json(changed).build().toString();
  }

  private static JsonObjectBuilder json(Account account) {
    JsonObjectBuilder json =
        Jsons.PROVIDER
            .createObjectBuilder()
            .add("id", account.id())
            .add("name", account.name())
            .add("role", account.role().wireName())
            .add("disabled", account.disabled())
            .add("created", account.created());
    return account.lastLogin() == null ? json : json.add("lastLogin", account.lastLogin());
  }
}
