package org.kymata.vitals;

/** How this machine is to be sampled; whoever keeps it says {@link Repaced} when it changes. */
public interface Pacing {

  /** How far apart samples shall be, milliseconds. */
  long intervalMillis();

  /** Whether it is to be sampled at all. */
  boolean isRunning();
}
