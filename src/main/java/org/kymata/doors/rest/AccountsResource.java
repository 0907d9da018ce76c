package org.kymata.doors.rest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
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
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.io.InputStream;
import org.kymata.access.Account;
import org.kymata.access.Accounts;
import org.kymata.access.ApiKeys;
import org.kymata.access.Audit;
import org.kymata.access.Role;
import org.kymata.platform.Jsons;

/** {@code /api/accounts}: the people who may sign in. */
@Path("accounts")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
public class AccountsResource {

  @Inject private Accounts accounts;
  @Inject private ApiKeys keys;
  @Inject private Audit audit;

  /** All accounts. */
  @GET
  public String list() {
    JsonArrayBuilder list = Jsons.PROVIDER.createArrayBuilder();
    accounts.list().forEach(account -> list.add(json(account)));
    return Jsons.PROVIDER.createObjectBuilder().add("accounts", list).build().toString();
  }

  /** Makes an account. */
  @POST
  public Response create(InputStream body, @Context SecurityContext security) throws IOException {
    JsonObject asked = Bodies.object(body);
    Account made =
        accounts.create(
            Bodies.requireText(asked, "name"),
            Bodies.requireText(asked, "password"),
            Role.of(Bodies.requireText(asked, "role")));
    audit.note(NodesResource.by(security), "account", null, made.name() + ": made");
    return Response.status(Response.Status.CREATED).entity(json(made).build().toString()).build();
  }

  /** Changes role, password, or whether it may sign in. */
  @PATCH
  @Path("{id}")
  public String change(
      @PathParam("id") String id, InputStream body, @Context SecurityContext security)
      throws IOException {
    JsonObject asked = Bodies.object(body);
    Accounts.Change change =
        new Accounts.Change(
            Bodies.text(asked, "role").map(Role::of),
            Bodies.truth(asked, "disabled"),
            Bodies.text(asked, "password"));
    int keysBefore = keys.count(Bodies.id(id));
    Account changed = accounts.change(Bodies.id(id), change);
    int ended = keysBefore - keys.count(changed.id());
    String alsoEnded = ended > 0 ? ", and " + ended + " API keys ended" : "";
    audit.note(
        NodesResource.by(security), "account", null, changed.name() + ": changed" + alsoEnded);
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
