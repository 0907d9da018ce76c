package org.kymata.transport.rest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.io.InputStream;
import org.kymata.config.Version;
import org.kymata.json.JsonProviders;
import org.kymata.security.Account;
import org.kymata.security.Accounts;
import org.kymata.security.Caller;
import org.kymata.security.ClientAddress;
import org.kymata.security.DeviceCookies;
import org.kymata.security.RequiredAccess;
import org.kymata.security.RequiresAccess;
import org.kymata.security.Sessions;

/** {@code /api/session}: the signed-in user, and the user's password. */
@Path("session")
@ApplicationScoped
@RequiresAccess(RequiredAccess.SIGNED_IN)
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
public class SessionResource {

  @Inject private Sessions sessions;
  @Inject private Accounts accounts;

  /** The signed-in user and the end of the session. */
  @GET
  public String get(@Context SecurityContext security) {
    Caller.User user = (Caller.User) security.getUserPrincipal();
    return JsonProviders.PROVIDER
        .createObjectBuilder()
        .add(
            "user",
            JsonProviders.PROVIDER
                .createObjectBuilder()
                .add("id", user.accountId())
                .add("name", user.name())
                .add("role", user.role().wireName()))
        .add("expires", sessions.expires(user.sessionId()))
        .add("version", Version.CURRENT)
        .build()
        .toString();
  }

  /** Changes the caller's password. */
  @POST
  @Path("password")
  public void changePassword(
      InputStream body,
      @Context SecurityContext security,
      @Context HttpServletRequest request,
      @Context HttpServletResponse response)
      throws IOException {
    JsonObject input = RequestBody.readObject(body);
    Account changed =
        accounts.changeOwnPassword(
            (Caller.User) security.getUserPrincipal(),
            ClientAddress.of(request),
            RequestBody.requireText(input, "current"),
            RequestBody.requireText(input, "new"),
            RequestBody.bool(input, "endKeys").orElse(false));
    DeviceCookies.add(request, response, changed);
  }
}
