package org.kymata.readings;

import jakarta.annotation.PreDestroy;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.inject.Inject;
import org.kymata.platform.Settings;

/** Drops the days that are older than the retention, and keeps what is known of units. */
@Singleton
@Startup
public class UpkeepTimer {

  @Inject private Settings settings;
  @Inject private Intake intake;
  @Inject private Telemetry telemetry;
  @Inject private SeriesCatalog catalog;

  /** Hourly: days go whole, so more often brings nothing. */
  @Schedule(hour = "*", minute = "7", persistent = false)
  void dropOldDays() {
    long before = System.currentTimeMillis() - settings.retention().toMillis();
    intake.whenIdle(() -> telemetry.store().dropBefore(before * 1000));
  }

  /** Also at the stop: this bean goes before the stores do. */
  @PreDestroy
  @Schedule(hour = "*", minute = "*", second = "*/5", persistent = false)
  void saveUnits() {
    catalog.saveUnits();
  }
}
