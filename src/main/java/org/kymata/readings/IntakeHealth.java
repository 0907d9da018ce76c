package org.kymata.readings;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready when readings can be stored. */
@Readiness
@ApplicationScoped
public class IntakeHealth implements HealthCheck {

  @Inject private Intake intake;

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder response =
        HealthCheckResponse.named("readings")
            .status(!intake.isFailing())
            .withData("waiting", intake.waitingCount());
    return intake.isFailing()
        ? response.withData("reason", "the last commit failed; the log says why").build()
        : response.build();
  }
}
