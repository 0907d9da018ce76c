package org.kymata.readings.ingest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.kymata.health.HealthIssue;
import org.kymata.health.HealthIssues;
import org.kymata.readings.ingest.IngestStats.Outcome;

/**
 * Ready when readings can be stored. A node that floods does not change that: other nodes are
 * served as before, and the check reports how many readings were rate-limited.
 */
@Readiness
@ApplicationScoped
public class IngestHealthCheck implements HealthCheck {

  private static final String REASON = "reason";
  private static final long MINUTE_NANOS = 60_000_000_000L;

  @Inject private IngestService ingest;
  @Inject private HealthIssues faults;
  @Inject private IngestStats stats;

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder response =
        HealthCheckResponse.named("readings")
            .status(!ingest.isFailing())
            .withData("waiting", ingest.waitingCount())
            .withData("shed", stats.count(Outcome.SHED));
    if (ingest.isFailing()) {
      faults.list().stream()
          .filter(each -> each.issue() == HealthIssue.READINGS_REFUSED)
          .forEach(each -> response.withData(REASON, each.message()));
    } else if (stats.rateLimitedSince(System.nanoTime() - MINUTE_NANOS)) {
      response.withData(
          REASON,
          "within the last minute readings were rejected, since too many of their node"
              + " waited already; the other nodes are served as usual");
    }
    return response.build();
  }
}
