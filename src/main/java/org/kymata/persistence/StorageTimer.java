package org.kymata.persistence;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.inject.Inject;
import java.time.Duration;
import org.kymata.health.DiskSpaceMonitor;
import org.kymata.time.MonotonicScheduler;

/** Checks the disk and the relational store, and compacts its file. */
@Singleton
@Startup
public class StorageTimer {

  @Inject private Database database;
  @Inject private DiskSpaceMonitor disk;
  @Inject private MonotonicScheduler scheduler;

  @PostConstruct
  void start() {
    scheduler.scheduleAtFixedRate(Duration.ofMillis(500), disk::check);
    scheduler.scheduleAtFixedRate(Duration.ofSeconds(2), database::checkAvailability);
    // At 13 KB a write, a busy hub reaches the limit in less than a day.
    scheduler.scheduleAtFixedRate(Duration.ofHours(1), database::compact);
  }
}
