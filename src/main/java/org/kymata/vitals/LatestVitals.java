package org.kymata.vitals;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;

/** The newest sample of this machine. */
@ApplicationScoped
public class LatestVitals {

  private volatile String json;

  void keep(@Observes VitalsSampled sampled) {
    json = sampled.json();
  }

  /** The newest sample as JSON; empty before the first. */
  public Optional<String> json() {
    return Optional.ofNullable(json);
  }
}
