package org.kymata.hostmetrics;

/**
 * How this machine is to be sampled; whoever keeps it says {@link SampleIntervalChanged} when it
 * changes.
 */
public interface SamplingSettings {

  /** How far apart samples shall be, milliseconds. */
  long intervalMillis();

  /** Whether it is to be sampled at all. */
  boolean isRunning();
}
