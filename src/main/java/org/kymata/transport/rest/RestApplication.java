package org.kymata.transport.rest;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Map;

/** The JAX-RS application below {@code /api}. */
@ApplicationPath("api")
public class RestApplication extends Application {

  @Override
  public Map<String, Object> getProperties() {
    // Otherwise Jersey asks the container for an error page when a client disconnects before its
    // answer, which fails too and floods the log. All error answers of the hub have a body.
    return Map.of(
        "jersey.config.server.response.setStatusOverSendError", true,
        // docs/protocol.md describes the API; a WADL would have to be kept in step with it.
        "jersey.config.server.wadl.disableWadl", true);
  }
}
