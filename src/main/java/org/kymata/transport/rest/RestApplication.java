package org.kymata.transport.rest;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Map;

/** Everything below {@code /api}. */
@ApplicationPath("api")
public class RestApplication extends Application {

  @Override
  public Map<String, Object> getProperties() {
    // Else Jersey asks the container for its error page when a client went away before its answer,
    // which fails too and fills a page of the log. Our answers to errors all have bodies.
    return Map.of(
        "jersey.config.server.response.setStatusOverSendError", true,
        // docs/protocol.md describes the API; a second description would need an owner of its own.
        "jersey.config.server.wadl.disableWadl", true);
  }
}
