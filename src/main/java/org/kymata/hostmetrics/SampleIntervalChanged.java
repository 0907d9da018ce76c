package org.kymata.hostmetrics;

/** The sampling settings of this machine changed. */
public record SampleIntervalChanged() {}
