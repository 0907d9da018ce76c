package org.kymata.transport.rest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.OptionalLong;
import org.kymata.json.JsonProviders;
import org.kymata.security.Accounts;
import org.kymata.security.Actor;
import org.kymata.security.Caller;
import org.kymata.security.ClientAddress;
import org.kymata.security.RequiredAccess;
import org.kymata.security.RequiresAccess;
import org.kymata.security.TwoFactor;

/** {@code /api/session/two-factor}: the caller's two-factor authentication. */
@Path("session/two-factor")
@ApplicationScoped
@RequiresAccess(RequiredAccess.SIGNED_IN)
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
public class TwoFactorResource {

  @Inject private Accounts accounts;
  @Inject private TwoFactor twoFactor;

  /** Whether it is on, and how many recovery codes are left. */
  @GET
  public String get(@Context HttpServletRequest request) {
    OptionalLong left = twoFactor.recoveryCodesLeft(user(request).accountId());
    JsonObjectBuilder json =
        JsonProviders.PROVIDER.createObjectBuilder().add("on", left.isPresent());
    left.ifPresent(codes -> json.add("recoveryCodes", codes));
    return json.build().toString();
  }

  /** Starts the set-up: what the authenticator app needs. */
  @POST
  public String begin(InputStream body, @Context HttpServletRequest request) throws IOException {
    requirePassword(RequestBody.readObject(body), request);
    TwoFactor.Enrollment setUp = twoFactor.begin(user(request));
    return JsonProviders.PROVIDER
        .createObjectBuilder()
        .add("secret", setUp.secret())
        .add("uri", setUp.uri())
        .add(
            "qr",
            JsonProviders.PROVIDER
                .createObjectBuilder()
                .add("size", setUp.size())
                .add("path", setUp.path()))
        .build()
        .toString();
  }

  /** Switches it on with a code of the app; only this answer holds the recovery codes. */
  @POST
  @Path("confirm")
  public String confirm(InputStream body, @Context HttpServletRequest request) throws IOException {
    String code = RequestBody.requireText(RequestBody.readObject(body), "code");
    return codes(twoFactor.confirm(user(request), Actor.of(request), code));
  }

  /** Replaces the recovery codes; only this answer holds the new ones. */
  @POST
  @Path("recovery-codes")
  public String renew(InputStream body, @Context HttpServletRequest request) throws IOException {
    requirePassword(RequestBody.readObject(body), request);
    return codes(twoFactor.renewCodes(user(request), Actor.of(request)));
  }

  /** Switches it off. */
  @POST
  @Path("off")
  public void off(InputStream body, @Context HttpServletRequest request) throws IOException {
    requirePassword(RequestBody.readObject(body), request);
    twoFactor.remove(user(request), Actor.of(request));
  }

  private void requirePassword(JsonObject input, HttpServletRequest request) {
    String password = RequestBody.requireText(input, "password");
    accounts.requireOwnPassword(user(request), ClientAddress.of(request), password);
  }

  private static Caller.User user(HttpServletRequest request) {
    return (Caller.User) request.getUserPrincipal();
  }

  private static String codes(List<String> codes) {
    JsonArrayBuilder list = JsonProviders.PROVIDER.createArrayBuilder();
    codes.forEach(list::add);
    return JsonProviders.PROVIDER
        .createObjectBuilder()
        .add("recoveryCodes", list)
        .build()
        .toString();
  }
}
