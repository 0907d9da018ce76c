package org.kymata.platform;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.inject.Inject;
import java.time.Duration;

/** Looks after what everything else stands on: the disk, the relational store, its file's size. */
@Singleton
@Startup
public class DatabaseUpkeep {

  @Inject private Database database;
  @Inject private DiskWatch disk;
  @Inject private Metronome metronome;

  @PostConstruct
  void start() {
    metronome.every(Duration.ofMillis(500), disk::look);
    metronome.every(Duration.ofSeconds(2), database::look);
    // At thirteen kilobytes a write, a busy hub reaches the limit in less than a day.
    metronome.every(Duration.ofHours(1), database::compact);
  }
}
