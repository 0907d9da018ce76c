package org.kymata.hosts;

/**
 * A host was added, or its state or settings changed.
 *
 * @param host its current state
 */
public record HostChanged(Host host) {}
