package org.kymata.hosts;

import org.kymata.nodes.NodeId;

/**
 * A node is watched as a host no more; its connection must close.
 *
 * @param id which node
 */
public record HostRemoved(NodeId id) {}
