package org.kymata.hosts;

import org.kymata.nodes.NodeId;

/**
 * Somebody wants to see this host now: the next try to connect must not wait.
 *
 * @param id which node
 */
public record HostReconnectRequested(NodeId id) {}
