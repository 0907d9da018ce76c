package org.kymata.platform;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Says under {@code /health/ready} what is wrong, in words; what leaves the hub ready too. */
@ApplicationScoped
public class FaultChecks {

  @Inject private Faults faults;

  /** The disk and the directory on it. */
  @Produces
  @Readiness
  HealthCheck disk() {
    return () -> check("disk", Fault.DISK_FULL, Fault.READ_ONLY);
  }

  /** The relational store. */
  @Produces
  @Readiness
  HealthCheck database() {
    return () -> check("database", Fault.DATABASE_AWAY);
  }

  /** The files of readings. */
  @Produces
  @Readiness
  HealthCheck files() {
    return () -> check("files", Fault.STORE_DAMAGED);
  }

  /** The machine's clock. */
  @Produces
  @Readiness
  HealthCheck clock() {
    return () -> check("clock", Fault.CLOCK_SET);
  }

  /** The certificate of a hub with TLS. */
  @Produces
  @Readiness
  HealthCheck certificate() {
    return () -> check("certificate", Fault.CERTIFICATE_ENDS);
  }

  private HealthCheckResponse check(String name, Fault... about) {
    List<Fault> mine = List.of(about);
    HealthCheckResponseBuilder response = HealthCheckResponse.named(name).up();
    for (Faults.Current each : faults.list()) {
      if (mine.contains(each.fault())) {
        response.status(each.fault().leavesReady());
        return response
            .withData("fault", each.fault().wireName())
            .withData("since", each.sinceMillis())
            .withData("reason", each.inWords())
            .build();
      }
    }
    return response.build();
  }
}
