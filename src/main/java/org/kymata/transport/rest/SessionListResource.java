package org.kymata.transport.rest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.kymata.security.AccountSessions;
import org.kymata.security.Actor;
import org.kymata.security.Caller;
import org.kymata.security.RequiredAccess;
import org.kymata.security.RequiresAccess;
import org.kymata.security.SessionSummary;

/**
 * {@code /api/session/list}: the sessions of an account. Admins see the sessions of every account.
 */
@Path("session/list")
@ApplicationScoped
@RequiresAccess(RequiredAccess.SIGNED_IN)
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
public class SessionListResource {

  @Inject private AccountSessions sessions;

  /** The sessions of an account, the caller's by default, last used first. */
  @GET
  public String list(@QueryParam("account") String account, @Context HttpServletRequest request) {
    Caller.User user = (Caller.User) request.getUserPrincipal();
    return NodesResource.jsonObject(
        json -> {
          json.writeStartArray("sessions");
          for (SessionSummary session : sessions.list(user, account(account, user))) {
            json.writeStartObject()
                .write("id", session.user().sessionId())
                .write("device", session.device())
                .write("address", session.address())
                .write("created", session.created())
                .write("lastUsed", session.lastUsed())
                .write("current", session.user().sessionId().equals(user.sessionId()))
                .writeEnd();
          }
          json.writeEnd();
        });
  }

  /** Ends all sessions of an account, the caller's by default, except the current one. */
  @DELETE
  public String endOthers(
      @QueryParam("account") String account, @Context HttpServletRequest request) {
    Actor by = Actor.of(request);
    int ended = sessions.endOthers(by, account(account, by.user()));
    return NodesResource.jsonObject(json -> json.write("ended", ended));
  }

  /** Ends one session. */
  @DELETE
  @Path("{id}")
  public void end(@PathParam("id") String id, @Context HttpServletRequest request) {
    sessions.end(Actor.of(request), id);
  }

  private static long account(String given, Caller.User user) {
    return given == null || given.isEmpty() ? user.accountId() : RequestBody.parseId(given);
  }
}
