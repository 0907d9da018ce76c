package org.kymata.hostmetrics;

/**
 * The sampling settings of this machine; the implementation fires {@link SampleIntervalChanged}
 * when they change.
 */
public interface SamplingSettings {

  /** The time between samples, in milliseconds. */
  long intervalMillis();

  /** Whether this machine is sampled. */
  boolean isRunning();
}
