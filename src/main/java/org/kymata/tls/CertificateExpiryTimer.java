package org.kymata.tls;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.kymata.health.HealthIssue;
import org.kymata.health.HealthIssues;
import org.kymata.time.MonotonicScheduler;

/** Raises an issue before the certificate expires: only a restart renews it. */
@Singleton
@Startup
public class CertificateExpiryTimer {

  private static final Duration WARNING_PERIOD = Duration.ofDays(21);

  @Inject private ServerTls tls;
  @Inject private HealthIssues issues;
  @Inject private MonotonicScheduler scheduler;

  @PostConstruct
  void start() {
    if (tls.isEnabled()) {
      scheduler.scheduleAtFixedRate(Duration.ofHours(6), () -> check(Instant.now()));
    }
  }

  private void check(Instant now) {
    Instant end = tls.end().orElseThrow();
    if (now.isAfter(end.minus(WARNING_PERIOD))) {
      issues.raise(HealthIssue.CERTIFICATE_ENDS, Map.of("day", end.toString().substring(0, 10)));
    } else {
      issues.resolve(HealthIssue.CERTIFICATE_ENDS);
    }
  }
}
