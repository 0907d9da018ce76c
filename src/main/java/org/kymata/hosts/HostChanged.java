package org.kymata.hosts;

/**
 * A host was added, or its state or settings changed.
 *
 * @param host as it is now
 */
public record HostChanged(Host host) {}
