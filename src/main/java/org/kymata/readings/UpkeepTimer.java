package org.kymata.readings;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.inject.Inject;
import java.time.Duration;
import org.kymata.platform.ClockWatch;
import org.kymata.platform.Metronome;
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
  @Inject private ClockWatch clock;
  @Inject private Metronome metronome;

  @Resource private ManagedThreadFactory threads;

  /** On a thread of its own; what goes wrong is told to the first who asks for the store. */
  @PostConstruct
  void openEarly() {
    threads
        .newThread(
            () -> {
              telemetry.tellFindings();
              telemetry.measure();
            })
        .start();
    metronome.every(Duration.ofSeconds(5), catalog::saveUnits);
    // A figure to be watched over days.
    metronome.every(Duration.ofMinutes(1), telemetry::measure);
    metronome.every(Duration.ofHours(1), this::dropOldDays);
  }

  /** Hourly: days go whole, so more often brings nothing. Not by a clock that was just set. */
  void dropOldDays() {
    if (!clock.isSteady()) {
      return;
    }
    long before = System.currentTimeMillis() - settings.retention().toMillis();
    intake.whenIdle(() -> telemetry.store().dropBefore(before * 1000));
  }
}
