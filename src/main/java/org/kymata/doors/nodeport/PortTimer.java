package org.kymata.doors.nodeport;

import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.inject.Inject;

/** Looks each second for connections that have said nothing since they were opened. */
@Singleton
public class PortTimer {

  @Inject private PortHall hall;

  @Schedule(hour = "*", minute = "*", second = "*", persistent = false)
  void look() {
    hall.decide(System.currentTimeMillis());
  }
}
