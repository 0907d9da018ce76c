package org.kymata.hosts;

import org.kymata.nodes.NodeId;

/**
 * A host is not watched any more; its connection must close.
 *
 * @param id the node
 */
public record HostRemoved(NodeId id) {}
