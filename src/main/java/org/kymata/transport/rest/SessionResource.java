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

/** {@code /api/session}: who is signed in, and one's own password. */
@Path("session")
@ApplicationScoped
@RequiresAccess(RequiredAccess.SIGNED_IN)
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
public class SessionResource {

  @Inject private Sessions signIns;
  @Inject private Accounts accounts;

  /** Who is signed in, until when. */
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
        .add("expires", signIns.expires(user.sessionId()))
        .add("version", Version.CURRENT)
        .build()
        .toString();
  }

  /** Changes one's own password. */
  @POST
  @Path("password")
  public void changePassword(
      InputStream body,
      @Context SecurityContext security,
      @Context HttpServletRequest request,
      @Context HttpServletResponse response)
      throws IOException {
    JsonObject asked = RequestBody.readObject(body);
    Account changed =
        accounts.changeOwnPassword(
            (Caller.User) security.getUserPrincipal(),
            ClientAddress.of(request),
            RequestBody.requireText(asked, "current"),
            RequestBody.requireText(asked, "new"),
            RequestBody.bool(asked, "endKeys").orElse(false));
    DeviceCookies.add(request, response, changed);
  }
}
