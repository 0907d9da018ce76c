package org.kymata.commands;

import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.inject.Inject;

/** Ends each second what is past its time. */
@Singleton
public class CommandTimer {

  @Inject private Dispatch dispatch;

  @Schedule(hour = "*", minute = "*", second = "*", persistent = false)
  void look() {
    dispatch.look(System.currentTimeMillis());
  }
}
