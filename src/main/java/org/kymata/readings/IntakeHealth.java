package org.kymata.readings;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.kymata.platform.Fault;
import org.kymata.platform.Faults;

/** Ready when readings can be stored. */
@Readiness
@ApplicationScoped
public class IntakeHealth implements HealthCheck {

  @Inject private Intake intake;
  @Inject private Faults faults;

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder response =
        HealthCheckResponse.named("readings")
            .status(!intake.isFailing())
            .withData("waiting", intake.waitingCount());
    faults.list().stream()
        .filter(each -> each.fault() == Fault.READINGS_REFUSED)
        .forEach(each -> response.withData("reason", each.inWords()));
    return response.build();
  }
}
