package org.kymata.hostmetrics;

/** How this machine is to be sampled has changed. */
public record SampleIntervalChanged() {}
