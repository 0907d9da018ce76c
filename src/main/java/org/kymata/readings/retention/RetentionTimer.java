package org.kymata.readings.retention;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.inject.Inject;
import java.time.Duration;
import org.kymata.config.Settings;
import org.kymata.readings.SeriesCatalog;
import org.kymata.readings.ingest.IngestService;
import org.kymata.readings.store.questdb.QuestDbStoreProvider;
import org.kymata.time.ClockJumpDetector;
import org.kymata.time.MonotonicScheduler;

/**
 * Opens the telemetry store while the rest of the server starts, drops days that are older than the
 * retention, and saves units.
 */
@Singleton
@Startup
public class RetentionTimer {

  @Inject private Settings settings;
  @Inject private IngestService ingest;
  @Inject private QuestDbStoreProvider storeProvider;
  @Inject private SeriesCatalog catalog;
  @Inject private ClockJumpDetector clock;
  @Inject private MonotonicScheduler scheduler;

  @Resource private ManagedThreadFactory threads;

  /**
   * Opens the store on a thread of its own; a failure is thrown to the first caller of the store.
   */
  @PostConstruct
  void start() {
    threads
        .newThread(
            () -> {
              storeProvider.reportRepair();
              storeProvider.measureSize();
            })
        .start();
    scheduler.scheduleAtFixedRate(Duration.ofSeconds(5), catalog::saveUnits);
    // Measured here, since it changes slowly.
    scheduler.scheduleAtFixedRate(Duration.ofMinutes(1), storeProvider::measureSize);
    scheduler.scheduleAtFixedRate(Duration.ofHours(1), this::dropExpiredPartitions);
  }

  /** Hourly, since only complete days are dropped. Skipped right after the clock was set. */
  void dropExpiredPartitions() {
    if (!clock.isTrustworthy()) {
      return;
    }
    long before = System.currentTimeMillis() - settings.retention().toMillis();
    ingest.runBetweenCommits(() -> storeProvider.store().dropBefore(before * 1000));
  }
}
