package org.kymata.hosts;

import org.kymata.nodes.NodeId;

/**
 * The hub should connect to this host now, without waiting for the next attempt.
 *
 * @param id the node
 */
public record HostReconnectRequested(NodeId id) {}
