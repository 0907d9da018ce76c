package org.kymata.nodes;

import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.inject.Inject;

/** Tells each second of the knocks that came too fast to be told of one by one. */
@Singleton
public class KnockTimer {

  @Inject private Adoption adoption;

  @Schedule(hour = "*", minute = "*", second = "*", persistent = false)
  void tell() {
    adoption.tellDue(System.currentTimeMillis());
  }
}
