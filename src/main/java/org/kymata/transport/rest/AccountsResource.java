package org.kymata.transport.rest;

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
import java.util.Optional;
import org.kymata.errors.DomainException;
import org.kymata.json.JsonProviders;
import org.kymata.security.Account;
import org.kymata.security.Accounts;
import org.kymata.security.Actor;
import org.kymata.security.PasswordHasher;
import org.kymata.security.RequiredAccess;
import org.kymata.security.RequiresAccess;
import org.kymata.security.Role;

/** {@code /api/accounts}: the accounts that may sign in. */
@Path("accounts")
@ApplicationScoped
@RequiresAccess(RequiredAccess.ADMIN)
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
public class AccountsResource {

  @Inject private Accounts accounts;

  /** All accounts. */
  @GET
  public String list() {
    JsonArrayBuilder list = JsonProviders.PROVIDER.createArrayBuilder();
    accounts.list().forEach(account -> list.add(json(account, null)));
    return JsonProviders.PROVIDER.createObjectBuilder().add("accounts", list).build().toString();
  }

  /**
   * Creates an account; without a password it gets a one-time password, which only this answer
   * holds.
   */
  @POST
  public Response create(InputStream body, @Context HttpServletRequest request) throws IOException {
    JsonObject input = RequestBody.readObject(body);
    String name = RequestBody.requireText(input, "name");
    Role role = Role.of(RequestBody.requireText(input, "role"));
    Optional<String> given = RequestBody.text(input, "password");
    String password = given.orElseGet(PasswordHasher::newOneTimePassword);
    boolean oneTime = given.isEmpty() || RequestBody.bool(input, "oneTime").orElse(false);
    Account made = accounts.create(Actor.of(request), name, password, role, oneTime);
    return Response.status(Response.Status.CREATED)
        .entity(json(made, given.isEmpty() ? password : null).build().toString())
        .build();
  }

  /**
   * Changes role, password, or whether the account may sign in; switches two-factor authentication
   * off. {@code oneTime} without a password generates a one-time password, which only this answer
   * holds.
   */
  @PATCH
  @Path("{id}")
  public String change(
      @PathParam("id") String id, InputStream body, @Context HttpServletRequest request)
      throws IOException {
    JsonObject input = RequestBody.readObject(body);
    boolean oneTime = RequestBody.bool(input, "oneTime").orElse(false);
    Optional<String> given = RequestBody.text(input, "password");
    String made = oneTime && given.isEmpty() ? PasswordHasher.newOneTimePassword() : null;
    Optional<Boolean> twoFactor = RequestBody.bool(input, "twoFactor");
    if (twoFactor.orElse(false)) {
      throw DomainException.badInput("twoFactor can only be switched off here: false");
    }
    Accounts.Change change =
        new Accounts.Change(
            RequestBody.text(input, "role").map(Role::of),
            RequestBody.bool(input, "disabled"),
            given.or(() -> Optional.ofNullable(made)),
            oneTime,
            twoFactor.isPresent());
    Account changed = accounts.change(Actor.of(request), RequestBody.parseId(id), change);
    return json(changed, made).build().toString();
  }

  private static JsonObjectBuilder json(Account account, String oneTimePassword) {
    JsonObjectBuilder json =
        JsonProviders.PROVIDER
            .createObjectBuilder()
            .add("id", account.id())
            .add("name", account.name())
            .add("role", account.role().wireName())
            .add("disabled", account.disabled())
            .add("twoFactor", account.hasTwoFactor())
            .add("mustChangePassword", account.mustChangePassword())
            .add("created", account.created());
    if (account.lastLogin() != null) {
      json.add("lastLogin", account.lastLogin());
    }
    return oneTimePassword == null ? json : json.add("oneTimePassword", oneTimePassword);
  }
}
