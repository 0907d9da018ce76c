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

/** Says in time that the certificate ends: only a start renews it. */
@Singleton
@Startup
public class CertificateTimer {

  private static final Duration NOTICE = Duration.ofDays(21);

  @Inject private ServerTls tls;
  @Inject private HealthIssues faults;
  @Inject private MonotonicScheduler metronome;

  @PostConstruct
  void start() {
    if (tls.isOn()) {
      metronome.scheduleAtFixedRate(Duration.ofHours(6), () -> look(Instant.now()));
    }
  }

  private void look(Instant now) {
    Instant end = tls.end().orElseThrow();
    if (now.isAfter(end.minus(NOTICE))) {
      faults.raise(HealthIssue.CERTIFICATE_ENDS, Map.of("day", end.toString().substring(0, 10)));
    } else {
      faults.resolve(HealthIssue.CERTIFICATE_ENDS);
    }
  }
}
