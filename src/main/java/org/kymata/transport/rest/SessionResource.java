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
import org.kymata.access.Account;
import org.kymata.access.Accounts;
import org.kymata.access.Caller;
import org.kymata.access.ClientAddress;
import org.kymata.access.DeviceCookies;
import org.kymata.access.Owner;
import org.kymata.access.RequiresAccess;
import org.kymata.access.SignIns;
import org.kymata.platform.Jsons;
import org.kymata.platform.Version;

/** {@code /api/session}: who is signed in, and one's own password. */
@Path("session")
@ApplicationScoped
@RequiresAccess(Owner.SIGNED_IN)
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
public class SessionResource {

  @Inject private SignIns signIns;
  @Inject private Accounts accounts;

  /** Who is signed in, until when. */
  @GET
  public String get(@Context SecurityContext security) {
    Caller.User user = (Caller.User) security.getUserPrincipal();
    return Jsons.PROVIDER
        .createObjectBuilder()
        .add(
            "user",
            Jsons.PROVIDER
                .createObjectBuilder()
                .add("id", user.accountId())
                .add("name", user.name())
                .add("role", user.role().wireName()))
        .add("expires", signIns.expires(user.signInId()))
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
