package org.kymata.hosts;

import org.kymata.nodes.NodeId;
import org.kymata.vitals.HostFacts;

/**
 * What a host is or has changed.
 *
 * @param id which node
 * @param facts as they are now
 */
public record HostFactsChanged(NodeId id, HostFacts facts) {}
