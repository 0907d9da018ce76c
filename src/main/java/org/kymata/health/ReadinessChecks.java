package org.kymata.health;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * The checks of {@code /health/ready}, with messages for people; includes issues that leave the hub
 * ready.
 */
@ApplicationScoped
public class ReadinessChecks {

  @Inject private HealthIssues issues;

  /** The disk and the directory on it. */
  @Produces
  @Readiness
  HealthCheck disk() {
    return () -> check("disk", HealthIssue.DISK_FULL, HealthIssue.READ_ONLY);
  }

  /** The relational store. */
  @Produces
  @Readiness
  HealthCheck database() {
    return () -> check("database", HealthIssue.DATABASE_AWAY);
  }

  /** The files of readings. */
  @Produces
  @Readiness
  HealthCheck files() {
    return () -> check("files", HealthIssue.STORE_DAMAGED);
  }

  /** The machine's clock. */
  @Produces
  @Readiness
  HealthCheck clock() {
    return () -> check("clock", HealthIssue.CLOCK_SET);
  }

  /** The certificate, when TLS is on. */
  @Produces
  @Readiness
  HealthCheck certificate() {
    return () -> check("certificate", HealthIssue.CERTIFICATE_ENDS);
  }

  private HealthCheckResponse check(String name, HealthIssue... about) {
    List<HealthIssue> checked = List.of(about);
    HealthCheckResponseBuilder response = HealthCheckResponse.named(name).up();
    for (HealthIssues.ActiveIssue each : issues.list()) {
      if (checked.contains(each.issue())) {
        response.status(each.issue().isReady());
        return response
            .withData("fault", each.issue().wireName())
            .withData("since", each.sinceMillis())
            .withData("reason", each.message())
            .build();
      }
    }
    return response.build();
  }
}
