package org.kymata.platform;

import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.inject.Inject;

/** Keeps the relational store's file small while the hub runs for months. */
@Singleton
@Startup
public class DatabaseUpkeep {

  @Inject private Database database;

  /** Hourly: at thirteen kilobytes a write, a busy hub reaches the limit in less than a day. */
  @Schedule(hour = "*", minute = "37", persistent = false)
  void compact() {
    database.compact();
  }
}
