package org.kymata.readings;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.inject.Inject;
import org.kymata.platform.Settings;

/**
 * Opens the telemetry store while the rest of the server still starts, drops the days that are
 * older than the retention, and keeps what is known of units.
 */
@Singleton
@Startup
public class UpkeepTimer {

  @Inject private Settings settings;
  @Inject private Intake intake;
  @Inject private Telemetry telemetry;
  @Inject private SeriesCatalog catalog;

  @Resource private ManagedThreadFactory threads;

  /** On a thread of its own; what goes wrong is told to the first who asks for the store. */
  @PostConstruct
  void openEarly() {
    threads.newThread(telemetry::measure).start();
  }

  /** Hourly: days go whole, so more often brings nothing. */
  @Schedule(hour = "*", minute = "7", persistent = false)
  void dropOldDays() {
    long before = System.currentTimeMillis() - settings.retention().toMillis();
    intake.whenIdle(() -> telemetry.store().dropBefore(before * 1000));
  }

  /** Every minute: it is a figure to be watched over days. */
  @Schedule(hour = "*", minute = "*", second = "31", persistent = false)
  void measure() {
    telemetry.measure();
  }

  /** Also at the stop: this bean goes before the stores do. */
  @PreDestroy
  @Schedule(hour = "*", minute = "*", second = "*/5", persistent = false)
  void saveUnits() {
    catalog.saveUnits();
  }
}
