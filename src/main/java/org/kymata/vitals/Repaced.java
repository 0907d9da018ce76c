package org.kymata.vitals;

/** How this machine is to be sampled has changed. */
public record Repaced() {}
