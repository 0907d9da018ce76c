package org.kymata.doors.rest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.kymata.platform.DomainException;
import org.kymata.platform.DomainException.Kind;
import org.kymata.vitals.LatestVitals;

/** {@code /api/vitals}: the newest sample of this machine. */
@Path("vitals")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
public class VitalsResource {

  @Inject private LatestVitals latest;

  /** The newest sample. */
  @GET
  public String get() {
    return latest
        .json()
        .orElseThrow(
            () -> new DomainException(Kind.UNAVAILABLE, "the first sample is on its way", 1));
  }
}
